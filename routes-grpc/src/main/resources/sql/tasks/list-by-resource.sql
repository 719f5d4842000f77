SELECT id, resource_id, action, status, queue_seq,
       (extract(epoch FROM created_at) * 1000000)::bigint AS created_micros,
       (extract(epoch FROM updated_at) * 1000000)::bigint AS updated_micros
FROM tasks
WHERE resource_id = :#resourceId AND queue_seq < :#before AND (:#status::text = '' OR status = :#status)
ORDER BY queue_seq DESC
LIMIT :#limit
