-- One relay at a time publishes from this database; who does not get the lock does nothing this time.
-- The lock ends with the transaction, and so with a relay that dies. A relay that hangs longer than any publishing can
-- take loses it too: PostgreSQL ends its session.
-- Upkeep is due once a second, and at once if the sequence is below what it was, or the row is missing.
-- The table is locked before its sequence, as TRUNCATE ... RESTART IDENTITY does, or they could wait for each other.
SELECT pg_try_advisory_xact_lock(hashtext('waybill'), hashtext('outbox_events')) AS mine,
       pg_backend_pid() AS session,
       coalesce(abs(extract(epoch FROM clock_timestamp() AT TIME ZONE 'UTC' - raised_at)) > 1
                OR coalesce(pg_sequence_last_value(pg_get_serial_sequence('outbox_events', 'seq')::regclass), 0) < drawn,
                true) AS upkeep_due,
       set_config('idle_in_transaction_session_timeout', :#outboxTimeout, true) AS timeout
FROM (SELECT) AS always LEFT JOIN outbox_relay ON true LEFT JOIN (SELECT FROM outbox_events WHERE false) AS locked ON true
