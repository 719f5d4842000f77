-- Every few seconds, so it touches only what is pending or parked: the predicates are the partial indexes', and the floor
-- keeps it off what is published but not yet vacuumed.
SELECT count(*) AS pending,
       coalesce((SELECT greatest(0, extract(epoch FROM clock_timestamp() AT TIME ZONE 'UTC' - created_at))
                 FROM outbox_events
                 WHERE processed_at IS NULL AND parked_at IS NULL AND seq > (SELECT floor FROM outbox_relay)
                 ORDER BY seq
                 LIMIT 1), 0)::float8 AS oldest_age,
       (SELECT count(*) FROM outbox_events WHERE parked_at IS NOT NULL AND processed_at IS NULL) AS parked,
       (SELECT count(paused_at) FROM outbox_relay) AS paused
FROM outbox_events
WHERE processed_at IS NULL AND parked_at IS NULL AND seq > (SELECT floor FROM outbox_relay)
