-- What the replicas share about the relay: one row.
CREATE TABLE outbox_relay (
    one           boolean   PRIMARY KEY DEFAULT true CHECK (one),
    floor         bigint    NOT NULL DEFAULT 0,  -- no event with a seq up to here is pending, and none will appear
    settled       bigint    NOT NULL DEFAULT 0,  -- whoever drew a seq up to here has ended
    drawn         bigint    NOT NULL DEFAULT 0,  -- seqs up to here had been drawn
    writers       text[]    NOT NULL DEFAULT '{}', -- by these transactions, or others that have ended
    raised_at     timestamp NOT NULL DEFAULT 'epoch', -- only spaces the upkeep; the clock may jump
    paused_at     timestamp NULL,                -- an operator has stopped publishing
    paused_reason text      NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50);

INSERT INTO outbox_relay DEFAULT VALUES;

ALTER TABLE outbox_events SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.05,
                               autovacuum_analyze_scale_factor = 0.02);

-- Raises the floor from which the relay reads. Published events stay in the index of the pending ones until VACUUM may
-- remove them, which a transaction left open anywhere in the database forbids; without a floor, each look at the outbox
-- would walk through all of them.
--
-- A seq is drawn long before it is committed, so the highest seq seen says nothing of the ones below it. But whoever
-- inserts holds a lock on the table from before the draw until its end. So: note the last seq drawn, then who
-- holds such a lock; once all of those have ended, everything up to that seq is there to be seen, or never will be.
-- Each step must see what the one before has seen end, so each is a statement with a snapshot of its own.
CREATE FUNCTION outbox_raise_floor() RETURNS void
    LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    relay     outbox_relay;
    last_seq  bigint;
    writing   text[];
    old_floor bigint;
BEGIN
    -- An operator's retry lowers the floor under the same lock.
    SELECT * INTO relay FROM outbox_relay FOR UPDATE;
    old_floor := relay.floor;

    IF relay.settled > relay.floor THEN
        SELECT coalesce(min(seq) - 1, relay.settled) INTO relay.floor
        FROM outbox_events
        WHERE processed_at IS NULL AND parked_at IS NULL AND seq > relay.floor AND seq <= relay.settled;
    END IF;

    SELECT pg_sequence_last_value(pg_get_serial_sequence('outbox_events', 'seq')::regclass) INTO last_seq;
    SELECT coalesce(array_agg(virtualtransaction), '{}') INTO writing
    FROM pg_locks
    WHERE locktype = 'relation' AND relation = 'outbox_events'::regclass AND mode = 'RowExclusiveLock' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND pid IS DISTINCT FROM pg_backend_pid();

    IF NOT relay.writers && writing AND (relay.drawn > relay.settled OR last_seq > relay.drawn) THEN
        relay.settled := relay.drawn;
        relay.drawn := coalesce(last_seq, 0);
        relay.writers := writing;
    ELSIF relay.floor = old_floor THEN
        RETURN;
    END IF;

    UPDATE outbox_relay
    SET floor     = relay.floor,
        settled   = relay.settled,
        drawn     = relay.drawn,
        writers   = relay.writers,
        raised_at = clock_timestamp() AT TIME ZONE 'UTC';
END
$$;
