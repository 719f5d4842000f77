-- How many resources a list has on all of its pages; only one of the three is executed. It reads as many index entries as it counts.
SELECT CASE
  WHEN :#nameFrom::text IS NOT NULL THEN
    (SELECT count(*) FROM resources
     WHERE name ~>=~ :#nameFrom AND name ~<~ :#nameTo AND (:#status::text IS NULL OR status = :#status)
       AND created_at > :#createdAfter::timestamp AND created_at < :#createdBefore::timestamp)
  WHEN :#status::text IS NOT NULL THEN
    (SELECT count(*) FROM resources
     WHERE status = :#status AND created_at > :#createdAfter::timestamp AND created_at < :#createdBefore::timestamp)
  ELSE
    (SELECT count(*) FROM resources
     WHERE created_at > :#createdAfter::timestamp AND created_at < :#createdBefore::timestamp)
  END AS total
