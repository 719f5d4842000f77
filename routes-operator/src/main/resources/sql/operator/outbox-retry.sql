-- One parked event, those of a key, or all. The low-water mark goes down in the same statement, or the relay would not see them.
WITH query AS (
    SELECT :#id::text AS id, :#key::text AS key
), again AS (
    UPDATE outbox_events
    SET parked_at = NULL, parked_reason = NULL
    WHERE parked_at IS NOT NULL AND processed_at IS NULL
      AND id = coalesce((SELECT id FROM query), id)
      AND message_key = coalesce((SELECT key FROM query), message_key)
    RETURNING id, seq
), lowered AS (
    UPDATE outbox_relay
    SET floor = least(floor, (SELECT min(seq) - 1 FROM again))
    WHERE EXISTS (SELECT 1 FROM again)
), audited AS (
    INSERT INTO operator_audit (who, action, target, detail)
    SELECT :#who, 'outbox-retry', coalesce((SELECT id FROM query), 'key ' || (SELECT key FROM query), 'all'),
           jsonb_build_object('events', jsonb_agg(id ORDER BY seq))
    FROM again
    HAVING count(*) > 0
)
SELECT (SELECT count(*) FROM again) AS changed,
       (SELECT CASE WHEN processed_at IS NOT NULL THEN 'published' WHEN parked_at IS NOT NULL THEN 'parked' ELSE 'pending' END
        FROM outbox_events
        WHERE id = (SELECT id FROM query)) AS state
