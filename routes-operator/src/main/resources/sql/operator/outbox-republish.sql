-- Makes published events of a range pending again, oldest first. Run it under the relay's lock.
WITH query AS (
    SELECT :#from_sequence::bigint AS from_sequence, :#to_sequence::bigint AS to_sequence,
           :#from::timestamptz AT TIME ZONE 'UTC' AS from_time, :#to::timestamptz AT TIME ZONE 'UTC' AS to_time,
           :#limit::int AS most
), range AS MATERIALIZED (
    SELECT id, seq, row_number() OVER (ORDER BY seq) AS place
    FROM outbox_events
    WHERE processed_at IS NOT NULL
      AND seq BETWEEN (SELECT from_sequence FROM query) AND (SELECT to_sequence FROM query)
      AND created_at BETWEEN (SELECT from_time FROM query) AND (SELECT to_time FROM query)
    ORDER BY seq
    LIMIT (SELECT most + 1 FROM query)
), again AS (
    UPDATE outbox_events event
    SET processed_at = NULL
    FROM range
    WHERE event.id = range.id AND place <= (SELECT most FROM query)
    RETURNING event.seq
), lowered AS (
    UPDATE outbox_relay
    SET floor = least(floor, (SELECT min(seq) - 1 FROM again))
    WHERE EXISTS (SELECT 1 FROM again)
), audited AS (
    INSERT INTO operator_audit (who, action, target, detail)
    SELECT :#who, 'outbox-republish', :#target,
           jsonb_build_object('events', count(*), 'first_sequence', min(seq), 'last_sequence', max(seq))
    FROM again
)
SELECT json_strip_nulls(json_build_object(
           'events', (SELECT count(*) FROM again),
           'next_sequence', (SELECT seq FROM range WHERE place > (SELECT most FROM query))))::text AS answer
