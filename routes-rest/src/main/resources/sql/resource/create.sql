-- A resource and its event, in one statement.
WITH created AS (
  INSERT INTO resources (id, name, description, status, created_at, updated_at, version)
  SELECT :#id, :#name, :#description, :#status, utc, utc, 1
  FROM (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS utc) AS clock
  RETURNING id, version, document
), event AS (
  INSERT INTO outbox_events
    (id, aggregate_id, event_type, payload, message_key, event_sequence, traceparent, correlation_id)
  SELECT :#eventId, id, 'resource.created', document::jsonb, id, version, :#traceparent, :#correlationId
  FROM created
)
SELECT id, document AS resource, version FROM created
