-- Repeats the predicate of the partial index, so that the index is used.
UPDATE outbox_events
SET processed_at = clock_timestamp() AT TIME ZONE 'UTC'
WHERE seq = ANY (:#outboxSeqs)
  AND processed_at IS NULL
  AND parked_at IS NULL
