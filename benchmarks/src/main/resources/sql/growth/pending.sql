-- Events that wait to be published.
INSERT INTO outbox_events (id, aggregate_id, event_type, payload, message_key, event_sequence)
SELECT id, id, 'resource.created', jsonb_build_object('id', id, 'filler', repeat('x', 220)), id, 1
FROM (SELECT gen_random_uuid()::text AS id FROM generate_series(1, ?)) AS made
