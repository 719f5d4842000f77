-- Makes those ready whose time has come. A time further in the future than any of ours is from before a step of the clock.
WITH clock AS MATERIALIZED (
    SELECT now, now + make_interval(secs => 2 * :#longestPause) AS longest_pause
    FROM (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS now) AS this
), due AS MATERIALIZED (
    SELECT t.id FROM tasks t
    WHERE t.id = ANY (ARRAY(
        (SELECT a.id FROM tasks a
         WHERE a.status = 'pending' AND a.not_before IS NOT NULL AND a.not_before <= (SELECT now FROM clock)
         ORDER BY a.not_before LIMIT 2000)
        UNION ALL
        (SELECT a.id FROM tasks a
         WHERE a.status = 'pending' AND a.not_before IS NOT NULL
           AND a.not_before > (SELECT longest_pause FROM clock) AND a.not_before < 'infinity'
         ORDER BY a.not_before LIMIT 2000)))
      AND CASE t.status WHEN 'pending' THEN t.not_before < 'infinity' END
    FOR UPDATE SKIP LOCKED
)
UPDATE tasks t SET not_before = NULL FROM due WHERE t.id = due.id
RETURNING t.id
