-- Removes a resource and tells so in an event. The answer is as in update.sql.
WITH deleted AS (
  DELETE FROM resources
  WHERE id = :#id AND (:#anyVersion OR version = ANY (:#versions))
  RETURNING version + 1 AS version, json_build_object('id', id, 'status', 'deleted') AS resource
), event AS (
  INSERT INTO outbox_events
    (id, aggregate_id, event_type, payload, message_key, event_sequence, traceparent, correlation_id)
  SELECT :#eventId, :#id, 'resource.deleted', resource, :#id, version, :#traceparent, :#correlationId
  FROM deleted
)
SELECT resource::text, version FROM deleted
UNION ALL
SELECT NULL, version FROM resources WHERE id = :#id AND NOT EXISTS (SELECT FROM deleted)
