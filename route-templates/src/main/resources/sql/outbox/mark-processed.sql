-- Repeats the predicate of the partial index, so that the index is used. After a reset of the sequence two events may have
-- one number: the ids tell which of them is published.
-- While the next batch is published, this runs in a session of its own: it does nothing once the session that has the turn
-- has ended, as an operator may have made the events pending again since.
WITH marked AS (
    UPDATE outbox_events
    SET processed_at = clock_timestamp() AT TIME ZONE 'UTC'
    WHERE seq = ANY (:#outboxPublished)
      AND id = ANY (:#outboxPublishedIds)
      AND processed_at IS NULL
      AND parked_at IS NULL
      AND EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND pid = :#outboxSession)
    RETURNING event_type, CASE WHEN isfinite(created_at) THEN extract(epoch FROM processed_at - created_at) ELSE 0 END::float8 AS lag
)
SELECT event_type, array_agg(lag) AS lags
FROM marked
GROUP BY event_type
