-- The array in a subquery, or PostgreSQL would plan for each statement how few it holds.
SELECT call.place, task.id, task.resource_id, task.action, task.status, task.result,
       (extract(epoch FROM task.created_at) * 1000000)::bigint AS created_micros,
       (extract(epoch FROM task.updated_at) * 1000000)::bigint AS updated_micros
FROM unnest((SELECT :#taskId::text[])) WITH ORDINALITY AS call (task_id, place)
JOIN tasks task ON task.id = call.task_id
