-- Outcomes and their task.completed events. The event's id comes from the task's, and from the event's number where a task has
-- run again. An outcome whose lease has lapsed and been taken by someone changes nothing.
WITH outcome AS MATERIALIZED (
    SELECT * FROM unnest(:#ids::text[], :#attempts::int[], :#statuses::text[], :#results::text[], :#delays::bigint[],
                         :#traceparents::text[], :#salts::text[])
                  AS o (id, attempt, status, result, delay, traceparent, salt)
), clock AS MATERIALIZED (
    SELECT clock_timestamp() AT TIME ZONE 'UTC' AS now
), task AS (
    UPDATE tasks t
    SET status = outcome.status, result = outcome.result, updated_at = clock.now, lease_owner = NULL, lease_until = NULL,
        not_before = clock.now + outcome.delay * interval '1 millisecond',
        event_sequence = t.event_sequence + CASE WHEN outcome.status IN ('completed', 'failed') THEN 1 ELSE 0 END
    FROM outcome CROSS JOIN clock
    WHERE t.id = outcome.id AND t.attempts = outcome.attempt AND t.lease_owner = :#owner
      -- CASE, which no index can answer: each task is found by its id, not all of this executor's compared with all outcomes.
      AND CASE t.status WHEN 'processing' THEN true END
    RETURNING t.*, outcome.traceparent AS attempt_traceparent, outcome.salt
), event AS (
    INSERT INTO outbox_events (id, aggregate_id, event_type, payload, message_key, event_sequence, traceparent,
                               correlation_id)
    SELECT md5('task.completed ' || id || CASE WHEN event_sequence > 2 THEN ' ' || event_sequence ELSE '' END || salt)::uuid::text,
           id, 'task.completed',
           jsonb_build_object('task_id', id, 'resource_id', resource_id, 'action', action, 'status', status,
                              'result', coalesce(result, '')),
           resource_id, event_sequence, attempt_traceparent, correlation_id
    FROM task
    WHERE status IN ('completed', 'failed')
    ORDER BY queue_seq
)
SELECT count(*) FROM task
