-- SKIP LOCKED: an outcome that is being written needs no lease any more, and waiting for it could end in a deadlock.
WITH held AS MATERIALIZED (
    SELECT id FROM tasks
    WHERE id = ANY(:#ids::text[]) AND lease_owner = :#owner AND status = 'processing'
    FOR UPDATE SKIP LOCKED
)
UPDATE tasks t
SET lease_until = (clock_timestamp() AT TIME ZONE 'UTC') + make_interval(secs => :#lease)
FROM held
WHERE t.id = held.id
RETURNING t.id
