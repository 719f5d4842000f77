-- Appends an event in the caller's transaction. Call it after the write to the business row, so that the row's lock
-- is held when the publishing order is drawn.
INSERT INTO outbox_events (id, aggregate_id, event_type, message_key, event_sequence, payload, traceparent, correlation_id)
VALUES (:#id, :#subject, :#type, :#key, :#sequence, :#payload::jsonb, :#traceparent, :#correlationId)
