-- One claim at a time per database. The claim itself must be the next statement: only then does it see what the
-- holder before it committed.
SELECT pg_try_advisory_xact_lock(hashtext('waybill'), hashtext(:#lock))
