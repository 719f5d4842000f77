-- A task and its task.process event, as routes-grpc writes them for one call. The lock comes first: for one resource, queue_seq, the outbox's seq and the
-- order of commits are then the same.
WITH turn AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(hashtextextended(:resourceId, 0))
), task AS (
    INSERT INTO tasks (id, resource_id, action, status, metadata, created_at, updated_at, traceparent, correlation_id)
    SELECT :taskId, :resourceId, :action, 'pending', :metadata::jsonb, clock.utc, clock.utc, :traceparent, :correlationId
    FROM turn CROSS JOIN LATERAL (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS utc OFFSET 0) AS clock
    RETURNING *
), event AS (
    INSERT INTO outbox_events (id, aggregate_id, event_type, payload, message_key, event_sequence, created_at,
                               traceparent, correlation_id)
    SELECT :eventId, id, 'task.process',
           jsonb_build_object('task_id', id, 'resource_id', resource_id, 'action', action, 'status', status),
           resource_id, event_sequence, created_at, traceparent, correlation_id
    FROM task
)
SELECT id, status, (extract(epoch FROM created_at) * 1000000)::bigint AS created_micros FROM task
