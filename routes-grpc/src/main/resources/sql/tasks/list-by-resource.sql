-- What is unfinished and what is finished, each by its own index.
SELECT id, resource_id, action, status, queue_seq,
       (extract(epoch FROM created_at) * 1000000)::bigint AS created_micros,
       (extract(epoch FROM updated_at) * 1000000)::bigint AS updated_micros
FROM (
    (SELECT * FROM tasks
     WHERE resource_id = :#resourceId AND status IN ('pending', 'processing') AND queue_seq < :#before
       AND (:#status::text = '' OR status = :#status)
     ORDER BY queue_seq DESC
     LIMIT :#limit)
    UNION ALL
    (SELECT * FROM tasks
     WHERE resource_id = :#resourceId AND status IN ('completed', 'failed') AND queue_seq < :#before
       AND (:#status::text = '' OR status = :#status)
     ORDER BY queue_seq DESC
     LIMIT :#limit)
) AS task
ORDER BY queue_seq DESC
LIMIT :#limit
