-- A page of resources as JSON, one in a line: as many as fit into the limit and into 1 MiB, but one at least. If that is more than there is
-- room for, only a part and the size come back. Backwards, towards newer ones, the lines are in reverse order. Every page of a direction has
-- the same plan, whatever its limit: with the largest one (and one more) inside, PostgreSQL need not plan for each call how few rows
-- it will be. The size of a document is read without the document.
SELECT string_agg(document, chr(10)) FILTER (WHERE fits AND bytes <= :#room::int) AS resources,
       max(bytes) FILTER (WHERE fits) AS bytes, coalesce(bool_or(NOT fits), false) AS more
FROM (
  SELECT document, bytes, place <= :#limit::int AND (bytes <= 1048576 OR place = 1) AS fits
  FROM (
    SELECT document, row_number() OVER () AS place, sum(octet_length(document) + 1) OVER (ROWS UNBOUNDED PRECEDING) AS bytes
    FROM (
      (SELECT document
       FROM resources
       WHERE NOT :#backwards::boolean AND (created_at, id) < (:#time::timestamp, :#id)
         AND created_at > :#createdAfter::timestamp AND created_at < :#createdBefore::timestamp
       ORDER BY created_at DESC, id DESC
       LIMIT 101)
      UNION ALL
      (SELECT document
       FROM resources
       WHERE :#backwards::boolean AND (created_at, id) > (:#time::timestamp, :#id)
         AND created_at > :#createdAfter::timestamp AND created_at < :#createdBefore::timestamp
       ORDER BY created_at, id
       LIMIT 101)
    ) AS largest_page
  ) AS measured
  LIMIT :#limit::int + 1
) AS page
