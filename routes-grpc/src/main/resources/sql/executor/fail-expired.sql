-- Tasks whose executor died in the last attempt that they have: failed, with the event. The lease has been over for as long
-- again, in which an executor that lives would have renewed it. A task that this executor has claimed is never among them.
WITH clock AS MATERIALIZED (
    SELECT now - make_interval(secs => :#lease) AS lapsed, now + make_interval(secs => 2 * :#lease) AS longest_lease, now
    FROM (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS now) AS this
), expired AS MATERIALIZED (
    SELECT t.id
    FROM tasks t CROSS JOIN clock
    WHERE t.status = 'processing' AND t.attempts >= :#maxAttempts
      AND coalesce(t.lease_until, '-infinity') NOT BETWEEN clock.lapsed AND clock.longest_lease
      AND t.id <> ALL (:#ids::text[])
    ORDER BY t.queue_seq
    OFFSET :#skip
    LIMIT :#limit
    FOR UPDATE OF t SKIP LOCKED
), task AS (
    UPDATE tasks t
    SET status = 'failed', result = 'failed after ' || t.attempts || ' attempts: its executor died', updated_at = clock.now,
        lease_owner = NULL, lease_until = NULL, event_sequence = t.event_sequence + 1
    FROM expired CROSS JOIN clock
    WHERE t.id = expired.id
    RETURNING t.*
), event AS (
    INSERT INTO outbox_events (id, aggregate_id, event_type, payload, message_key, event_sequence, traceparent,
                               correlation_id)
    SELECT md5('task.completed ' || id || CASE WHEN event_sequence > 2 THEN ' ' || event_sequence ELSE '' END)::uuid::text,
           id, 'task.completed',
           jsonb_build_object('task_id', id, 'resource_id', resource_id, 'action', action, 'status', status,
                              'result', result),
           resource_id, event_sequence, traceparent, correlation_id
    FROM task
    ORDER BY queue_seq
)
SELECT id, resource_id, action, attempts FROM task ORDER BY queue_seq
