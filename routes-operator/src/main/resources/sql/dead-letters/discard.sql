-- The row stays, and the audit keeps it whole besides.
WITH query AS (
    SELECT :#id::bigint AS id
), discarded AS (
    UPDATE dead_letters
    SET state = 'discarded', changed_at = clock_timestamp() AT TIME ZONE 'UTC'
    WHERE id = (SELECT id FROM query) AND state = 'open'
    RETURNING *
), audited AS (
    INSERT INTO operator_audit (who, action, target, reason, detail)
    SELECT :#who, 'dead-letter-discard', id::text, :#reason, to_jsonb(discarded) FROM discarded
)
SELECT (SELECT count(*) FROM discarded) AS changed,
       (SELECT state FROM dead_letters WHERE id = (SELECT id FROM query)) AS state
