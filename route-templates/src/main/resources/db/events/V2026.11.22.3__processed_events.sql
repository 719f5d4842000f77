-- Every event once: the event's id is the key, so that a redelivery changes nothing.
CREATE TABLE processed_events (
    id             uuid         PRIMARY KEY,        -- the event's id (ce_id)
    event_type     varchar(100) NOT NULL,
    resource_id    varchar(100) NULL,
    task_id        varchar(100) NULL,
    action         varchar(50)  NULL,               -- the task's action, or created, updated, deleted
    payload        jsonb        NOT NULL,
    processed_at   timestamp    NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
    event_sequence bigint       NOT NULL,           -- ce_sequence: the order of a subject's events across topics
    event_time     timestamp    NULL,               -- ce_time
    correlation_id varchar(128) NULL
);

CREATE INDEX processed_events_resource ON processed_events (resource_id, event_sequence);
CREATE INDEX processed_events_processed ON processed_events (processed_at);
