-- Only the branch of the wanted state is executed; each repeats the predicate of its index.
WITH query AS (
    SELECT :#state::text AS state, :#key::text AS key, :#after::bigint AS after, :#limit::int AS most
), page AS (
    (SELECT * FROM outbox_events
     WHERE (SELECT state FROM query) = 'pending'
       AND processed_at IS NULL AND parked_at IS NULL
       AND seq > (SELECT greatest(outbox_mark(), after) FROM query)
       AND message_key = coalesce((SELECT key FROM query), message_key)
     ORDER BY seq LIMIT (SELECT most FROM query))
    UNION ALL
    (SELECT * FROM outbox_events
     WHERE (SELECT state FROM query) = 'parked'
       AND parked_at IS NOT NULL AND processed_at IS NULL
       AND seq > (SELECT after FROM query)
       AND message_key = coalesce((SELECT key FROM query), message_key)
     ORDER BY seq LIMIT (SELECT most FROM query))
    UNION ALL
    (SELECT * FROM outbox_events
     WHERE (SELECT state FROM query) = 'published'
       AND processed_at IS NOT NULL
       AND seq > (SELECT after FROM query)
       AND message_key = coalesce((SELECT key FROM query), message_key)
     ORDER BY seq LIMIT (SELECT most FROM query))
)
SELECT json_build_object(
           'events', coalesce(json_agg(json_build_object(
               'id', id, 'sequence', seq, 'state', (SELECT state FROM query), 'type', event_type, 'subject', aggregate_id,
               'key', message_key, 'event_sequence', event_sequence, 'created_at', rfc3339(created_at),
               'published_at', rfc3339(processed_at), 'parked_at', rfc3339(parked_at), 'parked_reason', parked_reason,
               'correlation_id', correlation_id) ORDER BY seq), '[]'::json),
           'next_after', CASE WHEN count(*) = (SELECT most FROM query) THEN max(seq) END)::text AS answer
FROM page
