-- A page of resources as JSON, one in a line, and one more if there are more. Every page has the same plan, whatever its limit:
-- with the largest one (and one more) inside, PostgreSQL need not plan for each call how few rows it will be.
SELECT string_agg(document, ',' || chr(10)) AS resources, count(*) > :#limit AS more
FROM (
  SELECT document
  FROM (
    SELECT document
    FROM resources
    WHERE (created_at, id) < (:#beforeTime::timestamp, :#beforeId)
    ORDER BY created_at DESC, id DESC
    LIMIT 101
  ) AS largest_page
  LIMIT :#limit + 1
) AS page
