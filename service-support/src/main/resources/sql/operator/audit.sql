WITH query AS (SELECT :#before::bigint AS before, :#limit::int AS most),
page AS (
    SELECT id, rfc3339(at) AS at, who, action, target, reason, detail
    FROM operator_audit
    WHERE id < (SELECT before FROM query)
    ORDER BY id DESC
    LIMIT (SELECT most FROM query)
)
SELECT json_build_object(
           'entries', coalesce(json_agg(page ORDER BY id DESC), '[]'::json),
           'next_before', CASE WHEN count(*) = (SELECT most FROM query) THEN min(id) END)::text AS answer
FROM page
