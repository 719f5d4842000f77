-- Only a failed task. It keeps its place in its resource's order and the number of its last event; its attempts begin anew.
WITH failed AS MATERIALIZED (
    SELECT id, resource_id, action, attempts, result, event_sequence FROM tasks
    WHERE id = :#id AND status = 'failed'
    FOR UPDATE
), again AS (
    UPDATE tasks t
    SET status = 'pending', attempts = 0, result = NULL, not_before = NULL, lease_owner = NULL, lease_until = NULL,
        updated_at = clock_timestamp() AT TIME ZONE 'UTC'
    FROM failed
    WHERE t.id = failed.id
    RETURNING t.id
), audited AS (
    INSERT INTO operator_audit (who, action, target, detail)
    SELECT :#who, 'task-run', id, to_jsonb(failed) FROM failed
)
SELECT (SELECT count(*) FROM again) AS changed, (SELECT status FROM tasks WHERE id = query.id) AS state
FROM (SELECT :#id::text AS id) AS query
