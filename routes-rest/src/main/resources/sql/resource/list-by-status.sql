-- As list.sql, of one status; a file of its own so that each has its index and its plan.
WITH page AS (
  SELECT r AS resource, row_number() OVER (ORDER BY created_at DESC, id DESC) AS place
  FROM resources r
  WHERE status = :#status AND (created_at, id) < (:#beforeTime::timestamp, :#beforeId)
  ORDER BY created_at DESC, id DESC
  LIMIT :#limit + 1
)
SELECT coalesce(json_agg(resource_json(resource) ORDER BY place) FILTER (WHERE place <= :#limit), '[]')::text AS resources,
       count(*) > :#limit AS more,
       max(rfc3339((resource).created_at)) FILTER (WHERE place = :#limit) AS last_time,
       max((resource).id) FILTER (WHERE place = :#limit) AS last_id
FROM page
