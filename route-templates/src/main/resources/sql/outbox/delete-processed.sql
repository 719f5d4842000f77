-- One replica at a time, a batch at a time: the rows of one batch are locked, and nothing else.
WITH turn AS MATERIALIZED (
    SELECT pg_try_advisory_xact_lock(hashtext('waybill'), hashtext('outbox_retention')) AS mine
)
DELETE
FROM outbox_events
WHERE ctid = ANY (ARRAY(SELECT ctid
                        FROM outbox_events
                        WHERE processed_at IS NOT NULL
                          AND processed_at < clock_timestamp() AT TIME ZONE 'UTC' - :#retentionAge::interval
                          AND (SELECT mine FROM turn)
                        ORDER BY processed_at
                        LIMIT :#retentionBatchSize::int FOR UPDATE SKIP LOCKED))
