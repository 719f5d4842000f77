-- Events of the past as the worker has them: of three, one with an id in the order of time and two with ids made by md5.
INSERT INTO processed_events (id, event_type, resource_id, task_id, action, payload, processed_at, event_sequence, event_time)
SELECT CASE WHEN n % 3 = 0
            THEN (substr(time, 1, 8) || '-' || substr(time, 9, 4) || '-7' || substr(chance, 1, 3) || '-8' || substr(chance, 4, 3) || '-' || substr(chance, 7, 12))::uuid
            ELSE chance::uuid END,
       (ARRAY['resource.created', 'task.process', 'task.completed'])[n % 3 + 1],
       resource, CASE WHEN n % 3 > 0 THEN md5('task ' || resource)::uuid::text END,
       CASE WHEN n % 3 = 0 THEN 'created' ELSE 'process_new_resource' END,
       jsonb_build_object('id', resource, 'filler', repeat('x', 180)),
       at, n % 3, at
FROM (SELECT n, at, md5(n::text) AS chance, md5('resource ' || n / 3)::uuid::text AS resource,
             lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') AS time
      FROM (SELECT n, date_trunc('day', now() AT TIME ZONE 'UTC') - interval '1 day' - (total - n) * interval '30 milliseconds' AS at
            FROM (SELECT ?::bigint AS total) AS of, generate_series(?::bigint, ?::bigint) AS n) AS past) AS made
