-- The open dead letters that are to be retried, oldest first, and who asks for that.
WITH query AS (
    SELECT :#key::text AS key, :#limit::int AS most
)
SELECT id, :#who::text AS who
FROM dead_letters
WHERE state = 'open'
  AND ((SELECT key FROM query) IS NULL OR key_text = (SELECT key FROM query))
ORDER BY id
LIMIT (SELECT most FROM query)
