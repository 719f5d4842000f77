DELETE FROM task_requests
WHERE request_id IN (SELECT request_id FROM task_requests
                     WHERE created_at <= (clock_timestamp() AT TIME ZONE 'UTC') - make_interval(secs => :#requestRetention)
                     ORDER BY created_at
                     LIMIT 1000
                     FOR UPDATE SKIP LOCKED)
