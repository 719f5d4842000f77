-- A bounded batch, and none that another replica is deleting.
DELETE FROM idempotency_keys
WHERE key IN (
  SELECT key FROM idempotency_keys
  WHERE expires_at <= clock_timestamp() AT TIME ZONE 'UTC'
  ORDER BY expires_at LIMIT 10000 FOR UPDATE SKIP LOCKED)
