-- Pending events as POST writes them: 250 bytes of JSON, a sampled trace, the id of a request.
INSERT INTO outbox_events (id, aggregate_id, event_type, payload, message_key, event_sequence, traceparent, correlation_id)
SELECT gen_random_uuid()::text,
       resource,
       'resource.created',
       jsonb_build_object('id', resource, 'name', 'a resource of the benchmark',
                          'description', 'Created to be counted, with a description of usual length.',
                          'status', 'active', 'created_at', rfc3339(utc), 'updated_at', rfc3339(utc)),
       resource,
       1,
       '00-' || replace(gen_random_uuid()::text, '-', '') || '-' || left(md5(resource), 16) || '-01',
       gen_random_uuid()::text
FROM (SELECT gen_random_uuid()::text AS resource, clock_timestamp() AT TIME ZONE 'UTC' AS utc
      FROM generate_series(1, ?)) AS made
