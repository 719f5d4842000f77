-- Changes nothing, but writes to the table. While that fails, as with a full disk, nothing is published that could not be marked.
-- The turn ends with it: a mark on the second connection would wait for the row.
UPDATE outbox_events
SET processed_at = NULL
WHERE seq = (SELECT min(seq)
             FROM outbox_events
             WHERE processed_at IS NULL AND parked_at IS NULL AND seq > (SELECT floor FROM outbox_relay WHERE paused_at IS NULL))
  AND processed_at IS NULL
  AND parked_at IS NULL
