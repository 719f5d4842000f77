-- One resource whose document has at most so many bytes as there is room for; of a larger one, the size.
SELECT CASE WHEN octet_length(document) <= :#room::int THEN document END AS resource, version, octet_length(document) AS bytes
FROM resources
WHERE id = :#id
