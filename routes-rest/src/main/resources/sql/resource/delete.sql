-- Removes a resource and tells so in an event. The conditions are as in update.sql.
WITH deleted AS (
  DELETE FROM resources
  WHERE id = :#id
    AND (:#anyVersion OR version = ANY (:#versions)) AND NOT (:#noVersion OR version = ANY (:#otherVersions))
  RETURNING version + 1 AS version
), event AS (
  INSERT INTO outbox_events
    (id, aggregate_id, event_type, payload, message_key, event_sequence, traceparent, correlation_id)
  SELECT :#eventId, :#id, 'resource.deleted', json_build_object('id', :#id::text, 'status', 'deleted'), :#id, version, :#traceparent, :#correlationId
  FROM deleted
)
SELECT version, 'done' AS outcome FROM deleted
