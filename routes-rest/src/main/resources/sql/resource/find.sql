-- Resources by id, for all requests that came while the statement before was running. The array in a subquery, or PostgreSQL would
-- plan for each call how few they are; so they have one plan. Of a large document only the size comes back: find-large.sql gets it.
SELECT place, CASE WHEN octet_length(document) <= 16384 THEN document END AS resource, version, octet_length(document) AS bytes
FROM unnest((SELECT :#id::varchar[])) WITH ORDINALITY AS request (id, place)
JOIN resources USING (id)
