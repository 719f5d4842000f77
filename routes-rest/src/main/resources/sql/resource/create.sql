-- Resources and their events, in one statement: those of all requests that came while the statement before was running.
WITH given AS (
  SELECT *
  FROM unnest(:#id, :#fields, :#eventId, :#traceparent, :#correlationId) WITH ORDINALITY
    AS request (resource_id, fields, event_id, traceparent, correlation_id, place)
), created AS (
  INSERT INTO resources (id, ${resource.fields}, created_at, updated_at, version)
  SELECT resource_id, ${resource.fields}, utc, utc, 1
  FROM given, jsonb_populate_record(NULL::resources, fields::jsonb),
       (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS utc) AS clock
  RETURNING id, version, document
), event AS (
  INSERT INTO outbox_events
    (id, aggregate_id, event_type, payload, message_key, event_sequence, traceparent, correlation_id)
  SELECT event_id, id, 'resource.created', document::jsonb, id, version, traceparent, correlation_id
  FROM created JOIN given ON id = resource_id
)
SELECT place, id, document AS resource, version FROM created JOIN given ON id = resource_id
