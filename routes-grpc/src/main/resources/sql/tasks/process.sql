-- The tasks of calls that came at the same time, and their task.process events. The locks come first: for one resource, queue_seq,
-- the outbox's seq and the order of commits are then the same. They are taken in one order everywhere (by hash).
WITH call AS MATERIALIZED (
    SELECT * FROM unnest(:#taskId::text[], :#eventId::text[], :#resourceId::text[], :#action::text[], :#metadata::text[],
                         :#traceparent::text[], :#correlationId::text[])
         WITH ORDINALITY AS c (task_id, event_id, resource_id, action, metadata, traceparent, correlation_id, place)
), turn AS MATERIALIZED (
    SELECT count(pg_advisory_xact_lock(hash)) AS locks
    FROM (SELECT DISTINCT hashtextextended(resource_id, 0) AS hash FROM call ORDER BY hash) AS resource
), clock AS MATERIALIZED (
    SELECT clock_timestamp() AT TIME ZONE 'UTC' AS utc FROM turn
), task AS (
    INSERT INTO tasks (id, resource_id, action, status, metadata, created_at, updated_at, traceparent, correlation_id)
    SELECT task_id, resource_id, action, 'pending', metadata::jsonb, utc, utc, traceparent, correlation_id
    FROM call CROSS JOIN clock
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
SELECT call.place, task.id, task.status, (extract(epoch FROM task.created_at) * 1000000)::bigint AS created_micros
FROM task JOIN call ON call.task_id = task.id
