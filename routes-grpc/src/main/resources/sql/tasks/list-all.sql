-- The newest of each status, by tasks_by_status: a list is rarer than a task, which an index of its own would slow down.
SELECT task.id, task.resource_id, task.action, task.status, task.queue_seq,
       (extract(epoch FROM task.created_at) * 1000000)::bigint AS created_micros,
       (extract(epoch FROM task.updated_at) * 1000000)::bigint AS updated_micros
FROM (VALUES ('pending'), ('processing'), ('completed'), ('failed')) AS every (status)
CROSS JOIN LATERAL (
    SELECT * FROM tasks
    WHERE tasks.status = every.status AND queue_seq < :#before::bigint
    ORDER BY queue_seq DESC
    LIMIT :#limit
) AS task
ORDER BY task.queue_seq DESC
LIMIT :#limit
