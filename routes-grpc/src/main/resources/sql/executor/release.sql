-- Hands tasks back at a stop, as if they had not been taken; a moment later, so that this process has ended by then.
UPDATE tasks
SET status = 'pending', attempts = attempts - 1, lease_owner = NULL, lease_until = NULL,
    not_before = (clock_timestamp() AT TIME ZONE 'UTC') + interval '1 second'
WHERE id = ANY(:#ids::text[]) AND lease_owner = :#owner AND status = 'processing'
RETURNING id
