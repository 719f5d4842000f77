-- A page of dead letters without their values, oldest first: as many as fit into the limit and into 1 MiB, but one at least. A stranger may have put
-- anything into the key, the event's id and the reason.
WITH query AS (
    SELECT :#state::text AS state, :#key::text AS key, :#after::bigint AS after, :#limit::int AS most
), oldest AS (
    SELECT id, state, key_text AS key, event_id, reason, attempts, last_failure, topic, partition, "offset", origin_topic,
           origin_partition, origin_offset, rfc3339(received_at) AS received_at, rfc3339(changed_at) AS changed_at
    FROM dead_letters
    WHERE id > (SELECT after FROM query)
      AND state = (SELECT state FROM query)
      AND ((SELECT key FROM query) IS NULL OR key_text = (SELECT key FROM query))
    ORDER BY id
    LIMIT (SELECT most FROM query)
), measured AS (
    SELECT id, row_number() OVER (ORDER BY id) AS place, sum(octet_length(oldest::text)) OVER (ORDER BY id) AS bytes
    FROM oldest
), page AS (
    SELECT oldest.* FROM oldest JOIN measured USING (id) WHERE bytes <= 1048576 OR place = 1
)
SELECT json_build_object(
           'dead_letters', coalesce(json_agg(page ORDER BY id), '[]'::json),
           'next_after', CASE WHEN count(*) = (SELECT most FROM query) OR count(*) < (SELECT count(*) FROM oldest)
                              THEN max(id) END)::text AS answer
FROM page
