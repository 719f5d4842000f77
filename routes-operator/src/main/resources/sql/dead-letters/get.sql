SELECT json_build_object(
           'id', id, 'state', state, 'key', key_text, 'event_id', event_id, 'reason', reason, 'attempts', attempts,
           'last_failure', last_failure, 'topic', topic, 'partition', partition, 'offset', "offset",
           'origin_topic', origin_topic, 'origin_partition', origin_partition, 'origin_offset', origin_offset,
           'received_at', rfc3339(received_at), 'changed_at', rfc3339(changed_at),
           'key_base64', translate(encode(key, 'base64'), E'\n', ''),
           'value_base64', translate(encode(value, 'base64'), E'\n', ''),
           'headers', headers)::text AS answer
FROM dead_letters
WHERE id = :#id
