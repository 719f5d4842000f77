-- Resources by id, for all requests that came while the statement before was running. The array in a subquery, or PostgreSQL would
-- plan for each call how few they are; so they have one plan.
SELECT place, document AS resource, version
FROM unnest((SELECT :#id::varchar[])) WITH ORDINALITY AS request (id, place)
JOIN resources USING (id)
