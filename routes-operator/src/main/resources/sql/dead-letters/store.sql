-- A dead letter that is read again changes nothing. The texts are for people and for searches; key and headers hold all of them.
INSERT INTO dead_letters (topic, partition, "offset", origin_topic, origin_partition, origin_offset, event_id, key_text,
                          key, value, headers, reason)
VALUES (:#topic, :#partition, :#offset, left(:#originTopic, 249), :#originPartition, :#originOffset, left(:#eventId::text, 100),
        left(:#keyText::text, 500), :#key::bytea, :#value::bytea, :#headers::jsonb, left(:#reason, 1000))
ON CONFLICT (topic, partition, "offset") DO NOTHING
