-- As create.sql, for one request, the first with an Idempotency-Key; a later one gets the first one's answer.
-- No row comes back while another request with the key is running.
WITH given AS (
  SELECT :#id::varchar AS resource_id, ${resource.fields}, utc
  FROM jsonb_populate_record(NULL::resources, :#fields::jsonb), (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS utc) AS clock
), claimed AS (
  INSERT INTO idempotency_keys AS known (key, fingerprint, answer, version, expires_at)
  SELECT :#idempotencyKey, :#fingerprint, resource_document(resource_id, ${resource.fields}, utc, utc)::json, 1,
         utc + interval '24 hours'
  FROM given
  WHERE pg_try_advisory_xact_lock(20261122, hashtext(:#idempotencyKey))
  ON CONFLICT (key) DO UPDATE
    SET fingerprint = excluded.fingerprint, answer = excluded.answer, version = excluded.version, expires_at = excluded.expires_at
    WHERE known.expires_at <= clock_timestamp() AT TIME ZONE 'UTC'
  RETURNING key
), created AS (
  INSERT INTO resources (id, ${resource.fields}, created_at, updated_at, version)
  SELECT resource_id, ${resource.fields}, utc, utc, 1 FROM given, claimed
  RETURNING id, version, document
), event AS (
  INSERT INTO outbox_events
    (id, aggregate_id, event_type, payload, message_key, event_sequence, traceparent, correlation_id)
  SELECT :#eventId, id, 'resource.created', document::jsonb, id, version, :#traceparent, :#correlationId
  FROM created
)
SELECT id, document AS resource, version, 'done' AS outcome FROM created
UNION ALL
SELECT answer->>'id', answer::text, version, 'replayed'
FROM idempotency_keys
WHERE key = :#idempotencyKey AND expires_at > clock_timestamp() AT TIME ZONE 'UTC' AND fingerprint = :#fingerprint
  AND NOT EXISTS (SELECT FROM claimed)
UNION ALL
SELECT NULL, NULL, NULL, 'reused'
FROM idempotency_keys
WHERE key = :#idempotencyKey AND expires_at > clock_timestamp() AT TIME ZONE 'UTC' AND fingerprint <> :#fingerprint
  AND NOT EXISTS (SELECT FROM claimed)
