-- A page of what operators did, newest first: as many as fit into the limit and into 1 MiB, but one at least. The detail of a discarded event is
-- the whole row.
WITH query AS (SELECT :#before::bigint AS before, :#limit::int AS most),
newest AS (
    SELECT id, rfc3339(at) AS at, who, action, target, reason, detail
    FROM operator_audit
    WHERE id < (SELECT before FROM query)
    ORDER BY id DESC
    LIMIT (SELECT most FROM query)
), measured AS (
    SELECT id, row_number() OVER (ORDER BY id DESC) AS place, sum(octet_length(newest::text)) OVER (ORDER BY id DESC) AS bytes
    FROM newest
), page AS (
    SELECT newest.* FROM newest JOIN measured USING (id) WHERE bytes <= 1048576 OR place = 1
)
SELECT json_build_object(
           'entries', coalesce(json_agg(page ORDER BY id DESC), '[]'::json),
           'next_before', CASE WHEN count(*) = (SELECT most FROM query) OR count(*) < (SELECT count(*) FROM newest)
                               THEN min(id) END)::text AS answer
FROM page
