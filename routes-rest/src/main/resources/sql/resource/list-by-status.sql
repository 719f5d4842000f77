-- As list.sql, of one status; a file of its own so that each has its index and its plan.
SELECT string_agg(document, chr(10)) FILTER (WHERE fits AND bytes <= :#room::int) AS resources,
       max(bytes) FILTER (WHERE fits) AS bytes, coalesce(bool_or(NOT fits), false) AS more
FROM (
  SELECT document, bytes, place <= :#limit::int AND (bytes <= 1048576 OR place = 1) AS fits
  FROM (
    SELECT document, row_number() OVER () AS place, sum(octet_length(document) + 1) OVER (ROWS UNBOUNDED PRECEDING) AS bytes
    FROM (
      (SELECT document
       FROM resources
       WHERE NOT :#backwards::boolean AND status = :#status AND (created_at, id) < (:#time::timestamp, :#id)
         AND created_at > :#createdAfter::timestamp AND created_at < :#createdBefore::timestamp
       ORDER BY created_at DESC, id DESC
       LIMIT 101)
      UNION ALL
      (SELECT document
       FROM resources
       WHERE :#backwards::boolean AND status = :#status AND (created_at, id) > (:#time::timestamp, :#id)
         AND created_at > :#createdAfter::timestamp AND created_at < :#createdBefore::timestamp
       ORDER BY created_at, id
       LIMIT 101)
    ) AS largest_page
  ) AS measured
  LIMIT :#limit::int + 1
) AS page
