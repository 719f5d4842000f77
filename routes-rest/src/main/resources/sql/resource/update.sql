-- A resource's new state and its event; a field that is not given stays as it is. The conditions (RFC 9110, 13) are compared under the
-- row's lock. No row comes back if there is none, or none that meets them: state.sql tells which. If the answer may have more
-- bytes than there is room for, nothing changes and only the size comes back.
WITH updated AS (
  UPDATE resources
  SET (${resource.fields}) = (SELECT ${resource.fields} FROM jsonb_populate_record(resources, :#fields::jsonb)),
      updated_at = clock_timestamp() AT TIME ZONE 'UTC', version = version + 1
  WHERE id = :#id AND octet_length(document) <= :#room::int
    AND (:#anyVersion OR version = ANY (:#versions)) AND NOT (:#noVersion OR version = ANY (:#otherVersions))
  RETURNING id, version, document
), event AS (
  INSERT INTO outbox_events
    (id, aggregate_id, event_type, payload, message_key, event_sequence, traceparent, correlation_id)
  SELECT :#eventId, id, 'resource.updated', document::jsonb, id, version, :#traceparent, :#correlationId
  FROM updated
)
SELECT document AS resource, version, NULL::int AS bytes FROM updated
UNION ALL
SELECT NULL, version, octet_length(document)
FROM resources
WHERE id = :#id AND octet_length(document) > :#room::int AND NOT EXISTS (SELECT FROM updated)
