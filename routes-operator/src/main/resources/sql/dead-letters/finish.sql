-- The outcome of a retry. Without a failure the dead letter is done.
WITH outcome AS (
    SELECT :#failure::text AS failure
), done AS (
    UPDATE dead_letters
    SET state        = CASE WHEN (SELECT failure FROM outcome) IS NULL THEN 'retried' ELSE state END,
        attempts     = attempts + 1,
        last_failure = (SELECT failure FROM outcome),
        changed_at   = clock_timestamp() AT TIME ZONE 'UTC'
    WHERE id = :#id AND state = 'open'
    RETURNING id, state, attempts, last_failure
), audited AS (
    INSERT INTO operator_audit (who, action, target, detail)
    SELECT :#who, 'dead-letter-retry', id::text, to_jsonb(done) FROM done
)
SELECT (SELECT count(*) FROM done) AS changed
