-- What is there of a resource that a call has not found, or not as it expects it: its version, or the sequence of its deletion.
SELECT version, NULL::bigint AS gone
FROM resources
WHERE id = :#id
UNION ALL
(SELECT NULL, event_sequence
 FROM outbox_events
 WHERE aggregate_id = :#id AND event_type = 'resource.deleted' AND NOT EXISTS (SELECT FROM resources WHERE id = :#id)
 ORDER BY event_sequence DESC
 LIMIT 1)
