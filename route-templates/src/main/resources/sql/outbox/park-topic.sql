-- Parks the first pending event of each key in a topic that the target refuses; the later ones wait behind it.
-- The condition that no earlier event of the key is parked is that of next-batch.sql. It stands in both: PostgreSQL plans it as an
-- anti-join there, which a function would prevent, and a view would be a migration for six lines.
WITH query AS (
    SELECT :#outboxTopic::text AS topic
), first AS MATERIALIZED (
    SELECT min(seq) AS seq
    FROM outbox_events pending
    WHERE processed_at IS NULL
      AND parked_at IS NULL
      AND seq > (SELECT floor FROM outbox_relay)
      AND event_type = (SELECT topic FROM query)
      AND NOT EXISTS (SELECT 1
                      FROM outbox_events parked
                      WHERE parked.parked_at IS NOT NULL
                        AND parked.processed_at IS NULL
                        AND parked.message_key = pending.message_key
                        AND parked.seq < pending.seq)
    GROUP BY message_key
    ORDER BY 1
    LIMIT 10000
)
UPDATE outbox_events
SET parked_at     = clock_timestamp() AT TIME ZONE 'UTC',
    parked_reason = :#outboxReason
WHERE seq = ANY (ARRAY(SELECT seq FROM first))
  AND event_type = (SELECT topic FROM query)
  AND processed_at IS NULL
  AND parked_at IS NULL
