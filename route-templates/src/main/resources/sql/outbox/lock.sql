-- One relay at a time publishes from this database; who does not get the lock does nothing this time.
-- The lock ends with the transaction, and so with a relay that dies.
SELECT pg_try_advisory_xact_lock(hashtext('waybill'), hashtext('outbox_events'))
