-- As update.sql, for one request, the first with an Idempotency-Key; a later one gets the first one's answer. The row is locked and compared
-- first, so that only a change keeps its key. No row also comes back if the key's first request has ended since this statement began: try again.
WITH turn AS MATERIALIZED (
  SELECT pg_try_advisory_xact_lock(20261122, hashtext(:#idempotencyKey)) AS mine
), known AS MATERIALIZED (
  SELECT fingerprint, answer, version
  FROM idempotency_keys
  WHERE key = :#idempotencyKey AND expires_at > clock_timestamp() AT TIME ZONE 'UTC'
), locked AS MATERIALIZED (
  SELECT id, version, created_at, resources AS old
  FROM resources
  WHERE id = :#id AND octet_length(document) <= :#room::int
    AND (:#anyVersion OR version = ANY (:#versions)) AND NOT (:#noVersion OR version = ANY (:#otherVersions))
    AND (SELECT mine FROM turn) AND NOT EXISTS (SELECT FROM known)
  FOR UPDATE
), given AS MATERIALIZED (
  SELECT locked.id, locked.version, locked.created_at, ${resource.fields}, utc
  FROM locked, jsonb_populate_record(old, :#fields::jsonb), (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS utc FROM locked) AS clock
), claimed AS (
  INSERT INTO idempotency_keys AS old (key, fingerprint, answer, version, expires_at)
  SELECT :#idempotencyKey, :#fingerprint, resource_document(id, ${resource.fields}, created_at, utc)::json, version + 1,
         utc + interval '24 hours'
  FROM given
  ON CONFLICT (key) DO UPDATE
    SET fingerprint = excluded.fingerprint, answer = excluded.answer, version = excluded.version, expires_at = excluded.expires_at
    WHERE old.expires_at <= clock_timestamp() AT TIME ZONE 'UTC'
  RETURNING key
), updated AS (
  UPDATE resources
  SET (${resource.fields}) = (SELECT ${resource.fields} FROM given), updated_at = utc, version = resources.version + 1
  FROM given, claimed
  WHERE resources.id = given.id
  RETURNING resources.id, resources.version, resources.document
), event AS (
  INSERT INTO outbox_events
    (id, aggregate_id, event_type, payload, message_key, event_sequence, traceparent, correlation_id)
  SELECT :#eventId, id, 'resource.updated', document::jsonb, id, version, :#traceparent, :#correlationId
  FROM updated
)
SELECT document AS resource, version, NULL::int AS bytes, 'done' AS outcome FROM updated
UNION ALL
SELECT CASE WHEN octet_length(answer::text) <= :#room::int THEN answer::text END, version, octet_length(answer::text), 'replayed'
FROM known
WHERE fingerprint = :#fingerprint
UNION ALL
SELECT NULL, NULL, NULL, 'reused' FROM known WHERE fingerprint <> :#fingerprint
UNION ALL
SELECT NULL, NULL, NULL, 'busy' FROM turn WHERE NOT mine AND NOT EXISTS (SELECT FROM known)
UNION ALL
SELECT NULL, version, octet_length(document), 'done'
FROM resources
WHERE id = :#id AND octet_length(document) > :#room::int AND (SELECT mine FROM turn)
  AND NOT EXISTS (SELECT FROM updated) AND NOT EXISTS (SELECT FROM known)
