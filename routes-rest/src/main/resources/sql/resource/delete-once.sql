-- As delete.sql, with an Idempotency-Key as in update-once.sql.
WITH turn AS MATERIALIZED (
  SELECT pg_try_advisory_xact_lock(20261122, hashtext(:#idempotencyKey)) AS mine
), known AS MATERIALIZED (
  SELECT fingerprint, version
  FROM idempotency_keys
  WHERE key = :#idempotencyKey AND expires_at > clock_timestamp() AT TIME ZONE 'UTC'
), locked AS MATERIALIZED (
  SELECT id, version + 1 AS version, json_build_object('id', id, 'status', 'deleted') AS deletion
  FROM resources
  WHERE id = :#id
    AND (:#anyVersion OR version = ANY (:#versions)) AND NOT (:#noVersion OR version = ANY (:#otherVersions))
    AND (SELECT mine FROM turn) AND NOT EXISTS (SELECT FROM known)
  FOR UPDATE
), claimed AS (
  INSERT INTO idempotency_keys AS old (key, fingerprint, answer, version, expires_at)
  SELECT :#idempotencyKey, :#fingerprint, deletion, version, clock_timestamp() AT TIME ZONE 'UTC' + interval '24 hours'
  FROM locked
  ON CONFLICT (key) DO UPDATE
    SET fingerprint = excluded.fingerprint, answer = excluded.answer, version = excluded.version, expires_at = excluded.expires_at
    WHERE old.expires_at <= clock_timestamp() AT TIME ZONE 'UTC'
  RETURNING key
), deleted AS (
  DELETE FROM resources
  USING locked, claimed
  WHERE resources.id = locked.id
  RETURNING locked.id, locked.version, locked.deletion
), event AS (
  INSERT INTO outbox_events
    (id, aggregate_id, event_type, payload, message_key, event_sequence, traceparent, correlation_id)
  SELECT :#eventId, id, 'resource.deleted', deletion, id, version, :#traceparent, :#correlationId
  FROM deleted
)
SELECT version, 'done' AS outcome FROM deleted
UNION ALL
SELECT version, CASE WHEN fingerprint = :#fingerprint THEN 'replayed' ELSE 'reused' END FROM known
UNION ALL
SELECT NULL, 'busy' FROM turn WHERE NOT mine AND NOT EXISTS (SELECT FROM known)
