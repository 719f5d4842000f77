-- Published events of the past, the newest two hours old.
INSERT INTO outbox_events (id, aggregate_id, event_type, payload, created_at, processed_at, message_key, event_sequence)
SELECT gen_random_uuid()::text,
       'subject-' || n % 1000,
       'benchmark.event',
       jsonb_build_object('filler', repeat('x', 280)),
       at,
       at + interval '5 milliseconds',
       'subject-' || n % 1000,
       n / 1000
FROM (SELECT n, clock_timestamp() AT TIME ZONE 'UTC' - interval '2 hours' - (total - n) * interval '10 milliseconds' AS at
      FROM (SELECT ?::int AS total) AS of, generate_series(1, total) AS n) AS past
