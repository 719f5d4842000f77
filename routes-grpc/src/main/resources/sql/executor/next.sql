-- After a task's end: if the next one of its resource is set aside, it is made ready, with the seven behind it. Those that failed
-- an attempt keep their pause. SKIP LOCKED: never waits, and never meets one that is ready.
WITH head AS MATERIALIZED (
    SELECT resource.id AS resource_id, first.id
    FROM (SELECT DISTINCT unnest(:#resources::text[]) AS id) AS resource
    CROSS JOIN LATERAL (
        SELECT CASE WHEN oldest.source_sequence IS NULL THEN oldest.id
                    ELSE (SELECT event.id FROM tasks event
                          WHERE event.resource_id = resource.id AND event.status IN ('pending', 'processing')
                            AND event.source_sequence IS NOT NULL
                          ORDER BY event.source_sequence, event.queue_seq LIMIT 1) END AS id
        FROM tasks oldest
        WHERE oldest.resource_id = resource.id AND oldest.status IN ('pending', 'processing')
        ORDER BY oldest.queue_seq
        LIMIT 1
    ) AS first
), stuck AS MATERIALIZED (
    SELECT head.resource_id, head.id
    FROM head
    WHERE (SELECT CASE t.status WHEN 'pending' THEN t.not_before = 'infinity' OR t.attempts = 0 AND t.not_before IS NOT NULL END
           FROM tasks t WHERE t.id = head.id)
), again AS MATERIALIZED (
    SELECT t.id FROM tasks t
    WHERE t.id = ANY (ARRAY(SELECT id FROM stuck
                            UNION ALL
                            SELECT behind.id
                            FROM stuck CROSS JOIN LATERAL (
                                SELECT b.id FROM tasks b
                                WHERE b.resource_id = stuck.resource_id AND b.status IN ('pending', 'processing')
                                ORDER BY b.queue_seq LIMIT 8) AS behind))
      AND CASE t.status WHEN 'pending' THEN t.not_before = 'infinity' OR t.attempts = 0 AND t.not_before IS NOT NULL END
    FOR UPDATE SKIP LOCKED
)
UPDATE tasks t SET not_before = NULL FROM again WHERE t.id = again.id
RETURNING t.id
