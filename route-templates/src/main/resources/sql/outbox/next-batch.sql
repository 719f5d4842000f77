-- The oldest pending events, in publishing order. A parked event holds back the later events of its key (as in park-topic.sql); so does one whose
-- topic the target refuses at the moment (outboxHeld).
-- No high-water mark: the event of a transaction that commits late is still seen. The low-water mark (the column floor) is below all of those,
-- and a paused relay has none. Events that are published and not yet marked are left out one by one, for the same reason.
-- A payload that may be large is left out: large-batch.sql then decides by bytes. A compressed one says nothing of its size, and
-- a number in a few bytes may have 131,072 digits.
WITH query AS (
    SELECT :#outboxHeld::text[] AS held
), held AS (
    SELECT jsonb_object_agg(message_key, first) AS keys
    FROM (SELECT message_key, min(seq) AS first
          FROM outbox_events
          WHERE (SELECT held <> '{}' FROM query)
            AND processed_at IS NULL
            AND parked_at IS NULL
            AND seq > (SELECT floor FROM outbox_relay)
            AND event_type = ANY ((SELECT held FROM query)::text[])
          GROUP BY message_key) AS first_of_key
)
SELECT seq, id, aggregate_id, event_type, message_key, event_sequence,
       CASE WHEN octet_length(payload) <= :#outboxText::bigint THEN payload END AS payload,
       created_at, traceparent, correlation_id
FROM (
    SELECT seq, id, aggregate_id, event_type, message_key, event_sequence,
           CASE WHEN pg_column_size(payload) <= :#outboxSmall::int AND pg_column_compression(payload) IS NULL
                THEN payload::text END AS payload,
           rfc3339(created_at) AS created_at, traceparent, correlation_id
    FROM outbox_events pending
    WHERE processed_at IS NULL
      AND parked_at IS NULL
      AND seq > (SELECT floor FROM outbox_relay WHERE paused_at IS NULL)
      AND seq NOT IN (SELECT unnest(:#outboxPublished::bigint[]))
      AND ((SELECT keys FROM held) IS NULL OR seq < coalesce(((SELECT keys FROM held) ->> message_key)::bigint, seq + 1))
      AND NOT EXISTS (SELECT 1
                      FROM outbox_events parked
                      WHERE parked.parked_at IS NOT NULL
                        AND parked.processed_at IS NULL
                        AND parked.message_key = pending.message_key
                        AND parked.seq < pending.seq)
    ORDER BY seq
    LIMIT :#outboxBatchSize::int
) AS next
ORDER BY seq
