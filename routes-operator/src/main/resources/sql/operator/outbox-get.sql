-- Without the payload if that is asked for, as PostgreSQL may not be able to read it, and if it has more than 16 MiB of text.
SELECT json_build_object(
           'id', id, 'sequence', seq,
           'state', CASE WHEN processed_at IS NOT NULL THEN 'published' WHEN parked_at IS NOT NULL THEN 'parked' ELSE 'pending' END,
           'type', event_type, 'subject', aggregate_id, 'key', message_key, 'event_sequence', event_sequence,
           'created_at', rfc3339(created_at), 'published_at', rfc3339(processed_at), 'parked_at', rfc3339(parked_at),
           'parked_reason', parked_reason, 'correlation_id', correlation_id, 'traceparent', traceparent,
           'payload', CASE WHEN :#whole::boolean AND octet_length(payload::text) <= 16777216 THEN payload END)::text AS answer
FROM outbox_events
WHERE id = :#id
