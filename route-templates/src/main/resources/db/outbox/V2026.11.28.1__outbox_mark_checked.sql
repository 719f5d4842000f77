-- The low-water mark (outbox_relay.floor, ADR 5) may outlive the numbers it refers to: TRUNCATE ... RESTART IDENTITY, setval(),
-- an upgrade by logical replication, which copies no sequences, or somebody who makes events pending again by hand. Events
-- below it would never be published, and no figure would count them. So it is checked before it is trusted.

-- Not before this time. An UPDATE at each check would be too much, so it is set only after a check that took long.
ALTER TABLE outbox_relay ADD COLUMN check_after timestamp NOT NULL DEFAULT 'epoch';

-- The low-water mark, or a lower one if an event is pending below it. It changes nothing and waits for nobody. The check takes
-- microseconds, as the index of the pending events has nothing there. While an open transaction keeps VACUUM from removing the
-- entries of published ones it would walk through all of them, so there it is made now and then: see check_after.
CREATE FUNCTION outbox_mark() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(
        (SELECT CASE WHEN clock_timestamp() AT TIME ZONE 'UTC' BETWEEN check_after - interval '10 minutes' AND check_after THEN floor
                     ELSE coalesce((SELECT min(seq) - 1
                                    FROM outbox_events
                                    WHERE processed_at IS NULL AND parked_at IS NULL AND seq <= floor), floor)
                END
         FROM outbox_relay), 0)
$$;

-- As before, and it makes the row again if it is missing, and starts the mark anew if it is wrong. The answer says so; it is
-- NULL if there is nothing to say.
DROP FUNCTION outbox_raise_floor();
CREATE FUNCTION outbox_raise_floor() RETURNS text
    LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    sequence  regclass := pg_get_serial_sequence('outbox_events', 'seq');
    relay     outbox_relay;
    last_seq  bigint;
    writing   text[];
    old_floor bigint;
    checked   bigint;
    highest   bigint;
    began     timestamptz;
    took      interval;
    changed   boolean := false;
    repaired  text;
BEGIN
    INSERT INTO outbox_relay DEFAULT VALUES ON CONFLICT DO NOTHING;
    IF FOUND THEN
        repaired := 'The row of outbox_relay was missing and has been made again; the relay is not paused.';
    END IF;

    -- An operator's retry lowers the mark under the same lock.
    SELECT * INTO relay FROM outbox_relay FOR UPDATE;
    old_floor := relay.floor;

    began := clock_timestamp();
    checked := outbox_mark();
    took := clock_timestamp() - began;
    IF took > interval '5 milliseconds' THEN
        relay.check_after := clock_timestamp() AT TIME ZONE 'UTC' + least(100 * took, interval '10 minutes');
        changed := true;
    END IF;

    last_seq := coalesce(pg_sequence_last_value(sequence), 0);
    IF checked < relay.floor OR last_seq < greatest(relay.floor, relay.settled, relay.drawn) THEN
        -- Events that are still to come must stay behind those that wait. 1,000 more, as others draw meanwhile.
        SELECT max(seq) INTO highest
        FROM ((SELECT max(seq) AS seq FROM outbox_events WHERE processed_at IS NULL AND parked_at IS NULL)
              UNION ALL
              (SELECT max(seq) FROM outbox_events WHERE processed_at IS NULL AND parked_at IS NOT NULL)) AS waiting;
        IF last_seq < highest THEN
            PERFORM setval(sequence, highest + 1000);
        END IF;
        -- Who has drawn which number since is not known: from the start.
        repaired := format('The low-water mark of outbox_events was %s, but %s. It starts again from %s.', relay.floor,
                           CASE WHEN checked < relay.floor THEN 'event ' || checked + 1 || ' is pending'
                                ELSE 'the sequence stands at ' || last_seq END,
                           least(checked, 0));
        relay.floor := least(checked, 0);
        relay.settled := relay.floor;
        relay.drawn := relay.floor;
        relay.writers := '{}';
        changed := true;
    END IF;

    IF relay.settled > relay.floor THEN
        SELECT coalesce(min(seq) - 1, relay.settled) INTO relay.floor
        FROM outbox_events
        WHERE processed_at IS NULL AND parked_at IS NULL AND seq > relay.floor AND seq <= relay.settled;
    END IF;

    -- First the number, then who writes: see the first edition of this function.
    SELECT pg_sequence_last_value(sequence) INTO last_seq;
    SELECT coalesce(array_agg(virtualtransaction), '{}') INTO writing
    FROM pg_locks
    WHERE locktype = 'relation' AND relation = 'outbox_events'::regclass AND mode = 'RowExclusiveLock' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND pid IS DISTINCT FROM pg_backend_pid();

    IF NOT relay.writers && writing AND (relay.drawn > relay.settled OR last_seq > relay.drawn) THEN
        relay.settled := relay.drawn;
        relay.drawn := coalesce(last_seq, 0);
        relay.writers := writing;
    ELSIF NOT changed AND relay.floor = old_floor THEN
        RETURN repaired;
    END IF;

    UPDATE outbox_relay
    SET floor       = relay.floor,
        settled     = relay.settled,
        drawn       = relay.drawn,
        writers     = relay.writers,
        check_after = relay.check_after,
        raised_at   = clock_timestamp() AT TIME ZONE 'UTC';
    RETURN repaired;
END
$$;
