-- The tasks of calls that came at the same time, and their task.process events. The locks come first: for one resource, queue_seq,
-- the outbox's seq and the order of commits are then the same. They are taken in one order everywhere (by hash). A call whose
-- request_id is known makes no task: it gets the first one's answer. Ids are taken in their own order, after the locks.
WITH call AS MATERIALIZED (
    SELECT * FROM unnest(:#taskId::text[], :#eventId::text[], :#resourceId::text[], :#action::text[], :#metadata::text[],
                         :#traceparent::text[], :#correlationId::text[], :#requestId::text[], :#fingerprint::text[])
         WITH ORDINALITY AS c (task_id, event_id, resource_id, action, metadata, traceparent, correlation_id, request_id,
                               fingerprint, place)
), turn AS MATERIALIZED (
    SELECT count(pg_advisory_xact_lock(hash)) AS locks
    FROM (SELECT DISTINCT hashtextextended(resource_id, 0) AS hash FROM call ORDER BY hash) AS resource
), clock AS MATERIALIZED (
    SELECT clock_timestamp() AT TIME ZONE 'UTC' AS utc FROM turn
), known AS (
    INSERT INTO task_requests AS known (request_id, fingerprint, task_id, created_at)
    SELECT DISTINCT ON (request_id) request_id, fingerprint, task_id, utc
    FROM call CROSS JOIN clock
    WHERE request_id IS NOT NULL
    ORDER BY request_id, place
    -- The row as it is now, also when another statement has just made it; and as a new one when it is old.
    ON CONFLICT (request_id) DO UPDATE
    SET (fingerprint, task_id, created_at) = (
        SELECT CASE WHEN old THEN excluded.fingerprint ELSE known.fingerprint END,
               CASE WHEN old THEN excluded.task_id ELSE known.task_id END,
               CASE WHEN old THEN excluded.created_at ELSE known.created_at END
        FROM (SELECT known.created_at <= excluded.created_at - make_interval(secs => (:#requestRetention::text[])[1]::float8) AS old) AS age)
    RETURNING known.request_id, known.fingerprint, known.task_id, known.created_at
), task AS (
    INSERT INTO tasks (id, resource_id, action, status, metadata, metadata_bytes, created_at, updated_at, traceparent, correlation_id)
    SELECT task_id, resource_id, action, 'pending', metadata::jsonb, octet_length(metadata), utc, utc, traceparent, correlation_id
    FROM call CROSS JOIN clock
    WHERE request_id IS NULL OR task_id IN (SELECT known.task_id FROM known)
    ORDER BY place
    RETURNING *
), event AS (
    INSERT INTO outbox_events (id, aggregate_id, event_type, payload, message_key, event_sequence, created_at,
                               traceparent, correlation_id)
    SELECT call.event_id, task.id, 'task.process',
           jsonb_build_object('task_id', task.id, 'resource_id', task.resource_id, 'action', task.action, 'status', task.status),
           task.resource_id, task.event_sequence, task.created_at, task.traceparent, task.correlation_id
    FROM task JOIN call ON call.task_id = task.id
    ORDER BY task.queue_seq
)
SELECT call.place, task.id, task.status, (extract(epoch FROM task.created_at) * 1000000)::bigint AS created_micros,
       true AS same_request
FROM task JOIN call ON call.task_id = task.id
UNION ALL
SELECT call.place, known.task_id, 'pending', (extract(epoch FROM known.created_at) * 1000000)::bigint,
       known.fingerprint = call.fingerprint
FROM call JOIN known ON known.request_id = call.request_id
WHERE known.task_id <> call.task_id
