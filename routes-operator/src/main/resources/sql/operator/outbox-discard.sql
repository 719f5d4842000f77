-- Only a parked event; the audit keeps the whole row, or all but the payload if PostgreSQL can't read that.
WITH query AS (
    SELECT :#id::text AS id, :#whole::boolean AS whole
), discarded AS (
    DELETE FROM outbox_events
    WHERE parked_at IS NOT NULL AND processed_at IS NULL AND id = (SELECT id FROM query)
    RETURNING *
), audited AS (
    INSERT INTO operator_audit (who, action, target, reason, detail)
    SELECT :#who, 'outbox-discard', id, :#reason,
           CASE WHEN (SELECT whole FROM query) THEN to_jsonb(discarded)
                ELSE jsonb_build_object('id', id, 'seq', seq, 'aggregate_id', aggregate_id, 'event_type', event_type,
                                        'message_key', message_key, 'event_sequence', event_sequence,
                                        'created_at', created_at, 'parked_at', parked_at, 'parked_reason', parked_reason) END
    FROM discarded
)
SELECT (SELECT count(*) FROM discarded) AS changed,
       (SELECT CASE WHEN processed_at IS NOT NULL THEN 'published' WHEN parked_at IS NOT NULL THEN 'parked' ELSE 'pending' END
        FROM outbox_events
        WHERE id = (SELECT id FROM query)) AS state
