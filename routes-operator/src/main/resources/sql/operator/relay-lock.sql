-- Waits for the batch that is being published. A statement of its own, so that the next one sees what that batch did.
SELECT set_config('lock_timeout', '20s', true) AS timeout,
       pg_advisory_xact_lock(hashtext('waybill'), hashtext('outbox_events'))::text AS locked
