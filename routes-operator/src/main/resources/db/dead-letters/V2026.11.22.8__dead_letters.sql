-- A copy of the dead-letter topic that operators can search and act on; the topic stays the truth.
CREATE TABLE dead_letters (
    id               bigint       GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic            text         NOT NULL,      -- the place in the dead-letter topic
    partition        integer      NOT NULL,
    "offset"         bigint       NOT NULL,
    origin_topic     text         NOT NULL,      -- the place that the record was first read from
    origin_partition integer      NOT NULL,
    origin_offset    bigint       NOT NULL,
    event_id         text         NULL,          -- ce_id, if the record has one
    key_text         text         NULL,          -- the key for people; NUL and broken UTF-8 are replaced
    key              bytea        NULL,
    value            bytea        NULL,
    headers          jsonb        NOT NULL,      -- [{"name": …, "value": base64 or null}, …] in the record's order
    reason           text         NOT NULL,
    state            varchar(20)  NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'retried', 'discarded')),
    attempts         integer      NOT NULL DEFAULT 0,
    last_failure     text         NULL,          -- why the last retry failed
    received_at      timestamp    NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
    changed_at       timestamp    NULL,
    UNIQUE (topic, partition, "offset")
);

CREATE INDEX dead_letters_open ON dead_letters (id) WHERE state = 'open';
CREATE INDEX dead_letters_key ON dead_letters (key_text, id);
