-- The transactional outbox: written in the same transaction as the business row, read by the relay.
CREATE TABLE outbox_events (
    id             varchar(100) PRIMARY KEY,        -- the event's id (ce_id), a UUID
    aggregate_id   varchar(100) NOT NULL,           -- what the event is about (ce_subject)
    event_type     varchar(100) NOT NULL,           -- the event's type (ce_type) and Kafka topic
    payload        jsonb        NOT NULL,
    created_at     timestamp    NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
    processed_at   timestamp    NULL,               -- when the target had taken it; NULL while pending or parked
    seq            bigint       GENERATED ALWAYS AS IDENTITY,  -- publishing order; draw it under the subject's row lock
    message_key    varchar(255) NOT NULL,           -- Kafka key: events of one key keep their order
    event_sequence bigint       NOT NULL,           -- grows by one per subject (ce_sequence)
    traceparent    varchar(55)  NULL,               -- W3C trace context of the write
    correlation_id varchar(128) NULL,               -- X-Request-Id of the write
    parked_at      timestamp    NULL,               -- set when the target refused the event for good
    parked_reason  text         NULL
);

-- The relay's queue. Statements must repeat the predicate to use it.
CREATE INDEX outbox_events_pending ON outbox_events (seq) WHERE processed_at IS NULL AND parked_at IS NULL;
-- Parked events hold back the later events of their key.
CREATE INDEX outbox_events_parked ON outbox_events (message_key, seq) WHERE parked_at IS NOT NULL AND processed_at IS NULL;
-- Retention deletes from the old end of this one.
CREATE INDEX outbox_events_processed ON outbox_events (processed_at) WHERE processed_at IS NOT NULL;

-- RFC 3339 in UTC with microseconds, the form of every time that leaves a service.
CREATE FUNCTION rfc3339(utc timestamp) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN to_char(utc, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
