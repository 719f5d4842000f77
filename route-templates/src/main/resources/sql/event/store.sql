-- A batch of events in one statement; an event that is there already changes nothing.
INSERT INTO processed_events (id, event_type, resource_id, task_id, action, payload, event_sequence, event_time,
                              correlation_id)
SELECT event.id::uuid,
       event.type,
       CASE WHEN event.type LIKE 'task.%' THEN event.payload ->> 'resource_id' ELSE event.subject END,
       CASE WHEN event.type LIKE 'task.%' THEN event.subject END,
       -- The column is as wide as clients know it; the payload keeps a longer name whole.
       left(CASE WHEN event.type LIKE 'task.%' THEN event.payload ->> 'action' ELSE split_part(event.type, '.', 2) END, 50),
       event.payload,
       event.sequence,
       event.time::timestamptz AT TIME ZONE 'UTC',
       event.correlation_id
FROM (SELECT id, type, subject, sequence, time, payload::jsonb AS payload, correlation_id
      FROM unnest(:#ids, :#types, :#subjects, :#sequences, :#times, :#payloads, :#correlationIds)
               AS batch (id, type, subject, sequence, time, payload, correlation_id)) AS event
ON CONFLICT (id) DO NOTHING
