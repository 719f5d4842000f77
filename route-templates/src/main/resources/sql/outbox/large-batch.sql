-- The first of these events, in their order, until their payloads have so many bytes, but at least one. PostgreSQL measures one
-- after the other and stops in time, so that neither side holds more than one payload beyond that in memory.
-- An event above outboxLargest comes without its payload.
WITH RECURSIVE query AS (
    SELECT :#outboxIds::text[] AS ids, :#outboxBatchBytes::bigint AS bytes, :#outboxLargest::bigint AS largest
), taken AS (
    SELECT 0 AS place, 0 AS size, 0::bigint AS total
    UNION ALL
    SELECT place + 1, next.size, total + CASE WHEN next.size <= largest THEN next.size ELSE 0 END
    FROM taken, query,
         LATERAL (SELECT (SELECT octet_length(payload::text) FROM outbox_events WHERE id = ids[place + 1]) AS size OFFSET 0) AS next
    WHERE total < bytes AND next.size IS NOT NULL
)
SELECT seq, id, aggregate_id, event_type, message_key, event_sequence,
       CASE WHEN size <= (SELECT largest FROM query) THEN payload::text END AS payload,
       rfc3339(created_at) AS created_at, traceparent, correlation_id
FROM taken
JOIN outbox_events ON id = (SELECT ids FROM query)[place]
ORDER BY place
