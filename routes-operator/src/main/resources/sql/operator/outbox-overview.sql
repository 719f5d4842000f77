-- There is an answer even if the row of outbox_relay is missing.
WITH relay AS MATERIALIZED (
    SELECT outbox_mark() AS floor, paused_at, paused_reason FROM (SELECT) AS always LEFT JOIN outbox_relay ON true
), pending AS MATERIALIZED (
    SELECT seq, message_key, created_at
    FROM outbox_events
    WHERE processed_at IS NULL AND parked_at IS NULL AND seq > (SELECT floor FROM relay)
), parked AS MATERIALIZED (
    SELECT message_key, min(seq) AS first, count(*) AS events
    FROM outbox_events
    WHERE parked_at IS NOT NULL AND processed_at IS NULL
    GROUP BY message_key
)
SELECT json_build_object(
           'pending', (SELECT count(*) FROM pending),
           'oldest_pending_age_seconds',
           coalesce((SELECT greatest(0, extract(epoch FROM clock_timestamp() AT TIME ZONE 'UTC' - min(created_at)))
                     FROM pending), 0),
           'parked', (SELECT coalesce(sum(events), 0) FROM parked),
           'held_back', (SELECT count(*) FROM pending JOIN parked USING (message_key) WHERE pending.seq > parked.first),
           'paused', relay.paused_at IS NOT NULL,
           'paused_at', rfc3339(relay.paused_at),
           'paused_reason', relay.paused_reason)::text AS answer
FROM relay
