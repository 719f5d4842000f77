-- As list.sql, of names that begin alike, and perhaps of one status. The index of names gives up to 10,000 candidates, which are sorted; if there
-- are more, such names are frequent, and the newest of them are found by looking at the newest resources.
WITH candidates AS MATERIALIZED (
  SELECT id, created_at
  FROM resources
  WHERE name ~>=~ :#nameFrom AND name ~<~ :#nameTo
  LIMIT 10001
), largest_page AS MATERIALIZED (
  (SELECT document
   FROM (SELECT * FROM candidates
         WHERE NOT :#backwards::boolean AND (SELECT count(*) FROM candidates) <= 10000
           AND (created_at, id) < (:#time::timestamp, :#id)
           AND created_at > :#createdAfter::timestamp AND created_at < :#createdBefore::timestamp
         ORDER BY created_at DESC, id DESC OFFSET 0) AS candidate,
        LATERAL (SELECT document FROM resources WHERE id = candidate.id AND (:#status::text IS NULL OR status = :#status) OFFSET 0) AS resource
   LIMIT 101)
  UNION ALL
  (SELECT document
   FROM (SELECT * FROM candidates
         WHERE :#backwards::boolean AND (SELECT count(*) FROM candidates) <= 10000
           AND (created_at, id) > (:#time::timestamp, :#id)
           AND created_at > :#createdAfter::timestamp AND created_at < :#createdBefore::timestamp
         ORDER BY created_at, id OFFSET 0) AS candidate,
        LATERAL (SELECT document FROM resources WHERE id = candidate.id AND (:#status::text IS NULL OR status = :#status) OFFSET 0) AS resource
   LIMIT 101)
  UNION ALL
  (SELECT document
   FROM resources
   WHERE NOT :#backwards::boolean AND (SELECT count(*) FROM candidates) > 10000
     AND (created_at, id) < (:#time::timestamp, :#id)
     AND created_at > :#createdAfter::timestamp AND created_at < :#createdBefore::timestamp
     AND name || '' ~>=~ :#nameFrom AND name || '' ~<~ :#nameTo AND (:#status::text IS NULL OR status = :#status)
   ORDER BY created_at DESC, id DESC
   LIMIT 101)
  UNION ALL
  (SELECT document
   FROM resources
   WHERE :#backwards::boolean AND (SELECT count(*) FROM candidates) > 10000
     AND (created_at, id) > (:#time::timestamp, :#id)
     AND created_at > :#createdAfter::timestamp AND created_at < :#createdBefore::timestamp
     AND name || '' ~>=~ :#nameFrom AND name || '' ~<~ :#nameTo AND (:#status::text IS NULL OR status = :#status)
   ORDER BY created_at, id
   LIMIT 101)
)
SELECT string_agg(document, chr(10)) FILTER (WHERE fits AND bytes <= :#room::int) AS resources,
       max(bytes) FILTER (WHERE fits) AS bytes, coalesce(bool_or(NOT fits), false) AS more
FROM (
  SELECT document, bytes, place <= :#limit::int AND (bytes <= 1048576 OR place = 1) AS fits
  FROM (
    SELECT document, row_number() OVER () AS place, sum(octet_length(document) + 1) OVER (ROWS UNBOUNDED PRECEDING) AS bytes
    FROM largest_page
  ) AS measured
  LIMIT :#limit::int + 1
) AS page
