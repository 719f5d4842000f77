SELECT id, resource_id, action, status, queue_seq,
       (extract(epoch FROM created_at) * 1000000)::bigint AS created_micros,
       (extract(epoch FROM updated_at) * 1000000)::bigint AS updated_micros
FROM tasks
WHERE -queue_seq > -:#before::bigint
ORDER BY -queue_seq
LIMIT :#limit
