-- Only a parked event; the audit keeps the whole row.
WITH query AS (
    SELECT :#id::text AS id
), discarded AS (
    DELETE FROM outbox_events
    WHERE parked_at IS NOT NULL AND processed_at IS NULL AND id = (SELECT id FROM query)
    RETURNING *
), audited AS (
    INSERT INTO operator_audit (who, action, target, reason, detail)
    SELECT :#who, 'outbox-discard', id, :#reason, to_jsonb(discarded) FROM discarded
)
SELECT (SELECT count(*) FROM discarded) AS changed,
       (SELECT CASE WHEN processed_at IS NOT NULL THEN 'published' WHEN parked_at IS NOT NULL THEN 'parked' ELSE 'pending' END
        FROM outbox_events
        WHERE id = (SELECT id FROM query)) AS state
