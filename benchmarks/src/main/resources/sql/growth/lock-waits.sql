-- Sessions that wait for a lock now, and the longest of these waits so far.
WITH waits AS (
    SELECT extract(epoch FROM clock_timestamp() - coalesce(l.waitstart, clock_timestamp())) * 1000 AS millis,
           concat_ws(' ', l.locktype, l.mode, left(regexp_replace(a.query, '\s+', ' ', 'g'), 80)) AS what
    FROM pg_stat_activity a
    LEFT JOIN pg_locks l ON l.pid = a.pid AND NOT l.granted
    WHERE a.datname = ?
      AND (a.wait_event_type = 'Lock' OR l.pid IS NOT NULL)
)
SELECT count(*) AS sessions, coalesce(max(millis), 0)::float8 AS millis,
       (SELECT what FROM waits ORDER BY millis DESC LIMIT 1) AS what
FROM waits
