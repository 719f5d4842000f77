-- The original record, to be processed again, and who asks for that.
SELECT id, :#who::text AS who, state, origin_topic, origin_partition, origin_offset, key, value, headers::text AS headers
FROM dead_letters
WHERE id = :#id
