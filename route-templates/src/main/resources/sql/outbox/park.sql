UPDATE outbox_events
SET parked_at     = clock_timestamp() AT TIME ZONE 'UTC',
    parked_reason = :#outboxReason
WHERE id = :#outboxRefusedId
  AND processed_at IS NULL
