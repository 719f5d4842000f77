-- Resources and their events, in one statement: those of all requests that came while the statement before was running.
WITH given AS (
  SELECT *
  FROM unnest(:#id, :#name, :#description, :#status, :#eventId, :#traceparent, :#correlationId) WITH ORDINALITY
    AS request (id, name, description, status, event_id, traceparent, correlation_id, place)
), created AS (
  INSERT INTO resources (id, name, description, status, created_at, updated_at, version)
  SELECT id, name, description, status, utc, utc, 1
  FROM given, (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS utc) AS clock
  RETURNING id, version, document
), event AS (
  INSERT INTO outbox_events
    (id, aggregate_id, event_type, payload, message_key, event_sequence, traceparent, correlation_id)
  SELECT event_id, id, 'resource.created', document::jsonb, id, version, traceparent, correlation_id
  FROM created JOIN given USING (id)
)
SELECT place, id, document AS resource, version FROM created JOIN given USING (id)
