SELECT id, resource_id, action, status, result,
       (extract(epoch FROM created_at) * 1000000)::bigint AS created_micros,
       (extract(epoch FROM updated_at) * 1000000)::bigint AS updated_micros
FROM tasks
WHERE id = :#taskId
