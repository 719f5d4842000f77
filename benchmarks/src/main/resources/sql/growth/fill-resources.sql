-- Resources of the past, one every 100 ms until a day ago; ids in the order of time, as the service makes them.
INSERT INTO resources (id, name, description, status, created_at, updated_at, version)
SELECT substr(time, 1, 8) || '-' || substr(time, 9, 4) || '-7' || substr(chance, 1, 3) || '-8' || substr(chance, 4, 3) || '-' || substr(chance, 7, 12),
       'resource ' || n,
       'Made to be one of many, with a description of usual length.',
       CASE WHEN n % 10 = 0 THEN 'archived' ELSE 'active' END,
       at, at, 1
FROM (SELECT n, at, md5(n::text) AS chance,
             lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') AS time
      FROM (SELECT n, date_trunc('day', now() AT TIME ZONE 'UTC') - interval '1 day' - (total - n) * interval '100 milliseconds' AS at
            FROM (SELECT ?::bigint AS total) AS of, generate_series(?::bigint, ?::bigint) AS n) AS past) AS made
