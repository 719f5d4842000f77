-- Oldest first, by tasks_by_status; without metadata, and with the beginning of the result.
WITH query AS (
    SELECT :#status::text AS status, :#resource_id::text AS resource_id, :#after::bigint AS after, :#limit::int AS most
), page AS (
    SELECT id, resource_id, action, status, result, attempts, queue_seq, created_at, updated_at, correlation_id
    FROM tasks
    WHERE status = (SELECT status FROM query) AND queue_seq > (SELECT after FROM query)
      AND resource_id = coalesce((SELECT resource_id FROM query), resource_id)
    ORDER BY queue_seq
    LIMIT (SELECT most FROM query)
)
SELECT json_build_object(
           'tasks', coalesce(json_agg(json_build_object(
               'id', id, 'resource_id', resource_id, 'action', action, 'status', status, 'attempts', attempts,
               'result', left(result, 1000), 'created_at', rfc3339(created_at), 'updated_at', rfc3339(updated_at),
               'correlation_id', correlation_id) ORDER BY queue_seq), '[]'::json),
           'next_after', CASE WHEN count(*) = (SELECT most FROM query) THEN max(queue_seq) END)::text AS answer
FROM page
