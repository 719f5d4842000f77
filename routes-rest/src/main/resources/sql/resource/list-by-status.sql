-- As list.sql, of one status; a file of its own so that each has its index and its plan.
SELECT string_agg(document, ',' || chr(10)) AS resources, count(*) > :#limit AS more
FROM (
  SELECT document
  FROM (
    SELECT document
    FROM resources
    WHERE status = :#status AND (created_at, id) < (:#beforeTime::timestamp, :#beforeId)
    ORDER BY created_at DESC, id DESC
    LIMIT 101
  ) AS largest_page
  LIMIT :#limit + 1
) AS page
