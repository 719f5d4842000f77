WITH query AS (
    SELECT :#state::text AS state, :#key::text AS key, :#after::bigint AS after, :#limit::int AS most
), page AS (
    SELECT id, state, key_text AS key, event_id, reason, attempts, last_failure, topic, partition, "offset", origin_topic,
           origin_partition, origin_offset, rfc3339(received_at) AS received_at, rfc3339(changed_at) AS changed_at
    FROM dead_letters
    WHERE id > (SELECT after FROM query)
      AND state = (SELECT state FROM query)
      AND ((SELECT key FROM query) IS NULL OR key_text = (SELECT key FROM query))
    ORDER BY id
    LIMIT (SELECT most FROM query)
)
SELECT json_build_object(
           'dead_letters', coalesce(json_agg(page ORDER BY id), '[]'::json),
           'next_after', CASE WHEN count(*) = (SELECT most FROM query) THEN max(id) END)::text AS answer
FROM page
