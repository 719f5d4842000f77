-- Takes a batch of resource.* events from Kafka into a restored restdb: the statement of kamelet:event-sink. Any order, any number
-- of times. The outbox remembers every event, deletions too, so that an older event that comes later changes nothing; as the
-- events are in Kafka already, they are stored as published.
WITH batch AS (
    SELECT DISTINCT ON (id) id, type, subject, sequence, time::timestamptz AT TIME ZONE 'UTC' AS time, payload::jsonb AS payload,
           correlation_id
    FROM unnest(:#ids, :#types, :#subjects, :#sequences, :#times, :#payloads, :#correlationIds)
             WITH ORDINALITY AS event (id, type, subject, sequence, time, payload, correlation_id, place)
    ORDER BY id
), remembered AS (
    INSERT INTO outbox_events (id, aggregate_id, event_type, payload, created_at, processed_at, message_key, event_sequence,
                               correlation_id)
    SELECT id, subject, type, payload, coalesce(time, clock_timestamp() AT TIME ZONE 'UTC'), clock_timestamp() AT TIME ZONE 'UTC', subject, sequence, correlation_id
    FROM batch
    ORDER BY subject, sequence
    ON CONFLICT (id) DO UPDATE
        SET processed_at = coalesce(outbox_events.processed_at, excluded.processed_at), parked_at = NULL, parked_reason = NULL
), latest AS (
    SELECT DISTINCT ON (subject) subject, type, sequence, payload
    FROM (SELECT subject, type, sequence, payload FROM batch
          UNION ALL
          SELECT aggregate_id, event_type, event_sequence, payload
          FROM outbox_events
          WHERE aggregate_id IN (SELECT subject FROM batch)) AS known
    ORDER BY subject, sequence DESC
), gone AS (
    DELETE FROM resources USING latest
    WHERE resources.id = latest.subject AND latest.type = 'resource.deleted' AND resources.version < latest.sequence
)
INSERT INTO resources AS there (id, ${resource.fields}, created_at, updated_at, version)
SELECT subject, ${resource.fields},
       (payload ->> 'created_at')::timestamptz AT TIME ZONE 'UTC', (payload ->> 'updated_at')::timestamptz AT TIME ZONE 'UTC', sequence
FROM latest, jsonb_populate_record(NULL::resources, payload)
WHERE type <> 'resource.deleted'
ON CONFLICT (id) DO UPDATE
    SET (${resource.fields}) = (SELECT ${resource.fields} FROM (SELECT excluded.*) AS event),
        created_at = excluded.created_at, updated_at = excluded.updated_at, version = excluded.version
    WHERE there.version < excluded.version
