-- Every few seconds, so it touches only what is pending or parked: the predicates are the partial indexes', and the low-water
-- mark, which outbox_mark() checks, keeps it off what is published but not yet vacuumed. Held back are events that wait for a
-- parked one of their key.
WITH mark AS MATERIALIZED (SELECT outbox_mark() AS floor)
SELECT count(*) AS pending,
       coalesce((SELECT greatest(0, extract(epoch FROM clock_timestamp() AT TIME ZONE 'UTC' - created_at))
                 FROM outbox_events
                 WHERE processed_at IS NULL AND parked_at IS NULL AND seq > (SELECT floor FROM mark)
                 ORDER BY seq
                 LIMIT 1), 0)::float8 AS oldest_age,
       coalesce((SELECT greatest(0, extract(epoch FROM clock_timestamp() AT TIME ZONE 'UTC' - created_at))
                 FROM outbox_events free
                 WHERE processed_at IS NULL AND parked_at IS NULL AND seq > (SELECT floor FROM mark)
                   AND NOT EXISTS (SELECT FROM outbox_events parked
                                   WHERE parked.parked_at IS NOT NULL AND parked.processed_at IS NULL
                                     AND parked.message_key = free.message_key AND parked.seq < free.seq)
                 ORDER BY seq
                 LIMIT 1), 0)::float8 AS oldest_publishable_age,
       (SELECT count(*) FROM outbox_events WHERE parked_at IS NOT NULL AND processed_at IS NULL) AS parked,
       (SELECT count(*)
        FROM outbox_events held
        JOIN (SELECT message_key, min(seq) AS first FROM outbox_events
              WHERE parked_at IS NOT NULL AND processed_at IS NULL
              GROUP BY message_key) AS parked USING (message_key)
        WHERE held.processed_at IS NULL AND held.parked_at IS NULL AND held.seq > parked.first
          AND held.seq > (SELECT floor FROM mark)) AS held_back,
       (SELECT count(paused_at) FROM outbox_relay) AS paused
FROM outbox_events
WHERE processed_at IS NULL AND parked_at IS NULL AND seq > (SELECT floor FROM mark)
