-- Repeats the predicate of the partial index, so that the index is used.
WITH marked AS (
    UPDATE outbox_events
    SET processed_at = clock_timestamp() AT TIME ZONE 'UTC'
    WHERE seq = ANY (:#outboxSeqs)
      AND processed_at IS NULL
      AND parked_at IS NULL
    RETURNING event_type, extract(epoch FROM processed_at - created_at)::float8 AS lag
)
SELECT event_type, array_agg(lag) AS lags
FROM marked
GROUP BY event_type
