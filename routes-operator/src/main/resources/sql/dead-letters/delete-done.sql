-- Dead letters that were retried or discarded; open ones stay. One replica at a time, a batch at a time.
WITH turn AS MATERIALIZED (
    SELECT pg_try_advisory_xact_lock(hashtext('waybill'), hashtext('dead_letters_retention')) AS mine
), old AS MATERIALIZED (
    SELECT ctid
    FROM dead_letters
    WHERE state <> 'open'
      AND changed_at >= :#retentionFrom::timestamp
      AND changed_at < clock_timestamp() AT TIME ZONE 'UTC' - :#retentionAge::interval
      AND (SELECT mine FROM turn)
    ORDER BY changed_at
    LIMIT :#retentionBatchSize::int FOR UPDATE SKIP LOCKED
), deleted AS (
    DELETE FROM dead_letters WHERE ctid = ANY (ARRAY(SELECT ctid FROM old)) RETURNING changed_at
)
SELECT count(*) AS deleted, max(changed_at)::text AS reached FROM deleted
