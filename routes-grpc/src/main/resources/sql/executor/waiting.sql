-- The next hundred resources that have tasks set aside behind others, in the order of their ids. They are looked at again and
-- again, as somebody may have changed their tasks by hand.
WITH RECURSIVE waiting AS (
    (SELECT resource_id, 1 AS place FROM tasks
     WHERE status = 'pending' AND not_before = 'infinity' AND resource_id > :#after
     ORDER BY resource_id LIMIT 1)
    UNION ALL
    SELECT (SELECT t.resource_id FROM tasks t
            WHERE t.status = 'pending' AND t.not_before = 'infinity' AND t.resource_id > waiting.resource_id
            ORDER BY t.resource_id LIMIT 1), place + 1
    FROM waiting
    WHERE waiting.resource_id IS NOT NULL AND place < 100
)
SELECT resource_id FROM waiting WHERE resource_id IS NOT NULL
