-- Published events of the past, one every 10 ms until two hours ago.
INSERT INTO outbox_events (id, aggregate_id, event_type, payload, created_at, processed_at, message_key, event_sequence)
SELECT substr(time, 1, 8) || '-' || substr(time, 9, 4) || '-7' || substr(chance, 1, 3) || '-8' || substr(chance, 4, 3) || '-' || substr(chance, 7, 12),
       md5('subject ' || n), 'resource.created', jsonb_build_object('id', md5('subject ' || n), 'filler', repeat('x', 220)),
       at, at + interval '5 milliseconds', md5('subject ' || n), 1
FROM (SELECT n, at, md5(n::text) AS chance,
             lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') AS time
      FROM (SELECT n, clock_timestamp() AT TIME ZONE 'UTC' - interval '2 hours' - (total - n) * interval '10 milliseconds' AS at
            FROM (SELECT ?::bigint AS total) AS of, generate_series(?::bigint, ?::bigint) AS n) AS past) AS made
