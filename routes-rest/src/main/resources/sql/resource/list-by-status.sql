-- As list.sql, of one status; a file of its own so that each has its index and its plan.
WITH page AS MATERIALIZED (
  SELECT document, created_at, id
  FROM resources
  WHERE status = :#status AND (created_at, id) < (:#beforeTime::timestamp, :#beforeId)
  ORDER BY created_at DESC, id DESC
  LIMIT :#limit + 1
), shown AS (
  SELECT document FROM page LIMIT :#limit
), last AS (
  SELECT created_at, id FROM page OFFSET :#limit - 1 LIMIT 1
)
SELECT '[' || coalesce((SELECT string_agg(document, ',') FROM shown), '') || ']' AS resources,
       (SELECT count(*) FROM page) > :#limit AS more,
       (SELECT rfc3339(created_at) FROM last) AS last_time,
       (SELECT id FROM last) AS last_id
