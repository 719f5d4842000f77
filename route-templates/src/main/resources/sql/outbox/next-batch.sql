-- The oldest pending events, in publishing order. A parked event holds back the later events of its key.
-- No high-water mark: the event of a transaction that commits late is still seen. The floor is below all of those,
-- and a paused relay has none. Events that are published and not yet marked are left out one by one, for the same reason.
SELECT seq, id, aggregate_id, event_type, message_key, event_sequence, payload::text AS payload,
       rfc3339(created_at) AS created_at, traceparent, correlation_id
FROM outbox_events pending
WHERE processed_at IS NULL
  AND parked_at IS NULL
  AND seq > (SELECT floor FROM outbox_relay WHERE paused_at IS NULL)
  AND seq NOT IN (SELECT unnest(:#outboxPublished::bigint[]))
  AND NOT EXISTS (SELECT 1
                  FROM outbox_events parked
                  WHERE parked.parked_at IS NOT NULL
                    AND parked.processed_at IS NULL
                    AND parked.message_key = pending.message_key
                    AND parked.seq < pending.seq)
ORDER BY seq
LIMIT :#outboxBatchSize::int
