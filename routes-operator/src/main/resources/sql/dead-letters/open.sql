-- The open letters that are to be retried, oldest first.
WITH query AS (
    SELECT :#key::text AS key, :#limit::int AS most
)
SELECT id
FROM dead_letters
WHERE state = 'open'
  AND ((SELECT key FROM query) IS NULL OR key_text = (SELECT key FROM query))
ORDER BY id
LIMIT (SELECT most FROM query)
