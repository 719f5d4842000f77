-- Every few seconds: what is finished is not touched, both ways go by tasks_by_status.
SELECT (SELECT count(*) FROM tasks WHERE status = 'pending') AS pending,
       (SELECT count(*) FROM tasks WHERE status = 'processing') AS processing,
       coalesce((SELECT greatest(0, extract(epoch FROM clock_timestamp() AT TIME ZONE 'UTC' - created_at))
                 FROM tasks
                 WHERE status = 'pending'
                 ORDER BY queue_seq
                 LIMIT 1), 0)::float8 AS oldest_age
