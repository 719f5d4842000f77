-- A resource's new state and its event. If the row is not as the caller expects it, only the old version comes back;
-- if there is none, no row does. The version is compared under the row's lock.
WITH updated AS (
  UPDATE resources
  SET name = :#name, description = :#description, status = :#status,
      updated_at = clock_timestamp() AT TIME ZONE 'UTC', version = version + 1
  WHERE id = :#id AND (:#anyVersion OR version = ANY (:#versions))
  RETURNING id, version, document
), event AS (
  INSERT INTO outbox_events
    (id, aggregate_id, event_type, payload, message_key, event_sequence, traceparent, correlation_id)
  SELECT :#eventId, id, 'resource.updated', document::jsonb, id, version, :#traceparent, :#correlationId
  FROM updated
)
SELECT document AS resource, version FROM updated
UNION ALL
SELECT NULL, version FROM resources WHERE id = :#id AND NOT EXISTS (SELECT FROM updated)
