-- One task, and its task.process event, for each event that has none yet. Their ids come from the event's: who loses this
-- database and reads the events again makes the same task, whose events others have already. The locks are taken in one order everywhere
-- (by hash), so that two batches cannot wait for each other.
WITH event AS MATERIALIZED (
    SELECT id, type, coalesce(nullif(subject, ''), key) AS resource_id, sequence, traceparent, correlation_id, position
    FROM unnest(:#ids::text[], :#types::text[], :#subjects::text[], :#keys::text[], :#sequences::bigint[],
                :#traceparents::text[], :#correlationIds::text[])
         WITH ORDINALITY AS e (id, type, subject, key, sequence, traceparent, correlation_id, position)
), turn AS MATERIALIZED (
    SELECT count(pg_advisory_xact_lock(hash)) AS locks
    FROM (SELECT DISTINCT hashtextextended(resource_id, 0) AS hash FROM event ORDER BY hash) AS resource
), task AS (
    INSERT INTO tasks (id, resource_id, action, status, source_event_id, source_sequence, traceparent, correlation_id)
    SELECT md5('task ' || event.id)::uuid::text, event.resource_id,
           CASE event.type
               WHEN 'resource.created' THEN 'process_new_resource'
               WHEN 'resource.updated' THEN 'reprocess_resource'
               WHEN 'resource.deleted' THEN 'cleanup_resource'
           END,
           'pending', event.id, event.sequence, left(event.traceparent, 55), left(event.correlation_id, 128)
    FROM event CROSS JOIN turn
    ORDER BY event.resource_id, event.sequence, event.position
    ON CONFLICT (source_event_id) DO NOTHING
    RETURNING *
), outbox AS (
    INSERT INTO outbox_events (id, aggregate_id, event_type, payload, message_key, event_sequence, traceparent,
                               correlation_id)
    SELECT md5('task.process ' || id)::uuid::text, id, 'task.process',
           jsonb_build_object('task_id', id, 'resource_id', resource_id, 'action', action, 'status', status),
           resource_id, event_sequence, traceparent, correlation_id
    FROM task
    ORDER BY queue_seq
)
SELECT count(*) FROM task
