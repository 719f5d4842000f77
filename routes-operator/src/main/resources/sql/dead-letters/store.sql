-- A letter that is read again changes nothing.
INSERT INTO dead_letters (topic, partition, "offset", origin_topic, origin_partition, origin_offset, event_id, key_text,
                          key, value, headers, reason)
VALUES (:#topic, :#partition, :#offset, :#originTopic, :#originPartition, :#originOffset, :#eventId::text, :#keyText::text,
        :#key::bytea, :#value::bytea, :#headers::jsonb, :#reason)
ON CONFLICT (topic, partition, "offset") DO NOTHING
