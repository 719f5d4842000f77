-- One replica at a time, a batch at a time: the rows of one batch are locked, and nothing else. A run goes on from where
-- its last batch ended: what that one deleted stays in the index while a transaction is open anywhere.
WITH turn AS MATERIALIZED (
    SELECT pg_try_advisory_xact_lock(hashtext('waybill'), hashtext('processed_events_retention')) AS mine
), old AS MATERIALIZED (
    SELECT ctid
    FROM processed_events
    WHERE processed_at >= :#retentionFrom::timestamp
      AND processed_at < clock_timestamp() AT TIME ZONE 'UTC' - :#retentionAge::interval
      AND (SELECT mine FROM turn)
    ORDER BY processed_at
    LIMIT :#retentionBatchSize::int FOR UPDATE SKIP LOCKED
), deleted AS (
    DELETE FROM processed_events WHERE ctid = ANY (ARRAY(SELECT ctid FROM old)) RETURNING processed_at
)
SELECT count(*) AS deleted, max(processed_at)::text AS reached FROM deleted
