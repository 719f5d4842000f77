-- The original record, to be processed again.
SELECT id, state, origin_topic, origin_partition, origin_offset, key, value, headers::text AS headers
FROM dead_letters
WHERE id = :#id
