-- Takes the oldest ready tasks that may run now, at most one of a resource, and sets aside those that can't run for long: a claim
-- costs what may run, not what waits (ADR 14). SKIP LOCKED passes over a task whose outcome or lease is being written at
-- this moment; its successors still see it as unfinished, so their order is kept. A time further in the future than any of ours
-- is from before a step of the clock. An action takes no more than its quota, so that a slow one leaves threads to the others.
WITH RECURSIVE clock AS MATERIALIZED (
    SELECT now, now + make_interval(secs => 2 * :#lease) AS longest_lease
    FROM (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS now) AS this
), action AS (
    -- Each action that has ready tasks, by one look into the index for each.
    (SELECT action AS name FROM tasks WHERE status = 'pending' AND not_before IS NULL ORDER BY action LIMIT 1)
    UNION ALL
    SELECT (SELECT t.action FROM tasks t
            WHERE t.status = 'pending' AND t.not_before IS NULL AND t.action > action.name
            ORDER BY t.action LIMIT 1)
    FROM action
    WHERE action.name IS NOT NULL
), action_quota AS MATERIALIZED (
    SELECT action.name, least(coalesce(known.quota, :#quota), :#limit) AS quota
    FROM action LEFT JOIN unnest(:#actions::text[], :#quotas::int[]) AS known (name, quota) ON known.name = action.name
    WHERE action.name <> ALL (:#fullActions::text[])
), ready AS MATERIALIZED (
    -- The oldest, and, where they are too many to see all, some of the newest: those behind a burst need not wait for its end.
    SELECT action_quota.quota, t.*
    FROM action_quota CROSS JOIN LATERAL (
        (SELECT id, resource_id, action, queue_seq, source_sequence, created_at
         FROM tasks
         WHERE status = 'pending' AND not_before IS NULL AND action = action_quota.name
         ORDER BY queue_seq
         LIMIT action_quota.quota + :#look)
        UNION
        (SELECT id, resource_id, action, queue_seq, source_sequence, created_at
         FROM tasks
         WHERE status = 'pending' AND not_before IS NULL AND action = action_quota.name
         ORDER BY queue_seq DESC
         LIMIT :#newest)
    ) AS t
), judged AS MATERIALIZED (
    -- Of a resource, tasks run in order of creation; those that come from events fill their places in the order of the events.
    SELECT ready.*, head.id AS head,
           head.id = ready.id AND ready.resource_id IN (SELECT resource_id FROM tasks WHERE status = 'processing') AS busy,
           -- The task of the event before may still come, and is waited for, for a while.
           head.id = ready.id AND coalesce(ready.source_sequence, 0) > 1 AND NOT EXISTS (
               SELECT FROM tasks previous
               WHERE previous.resource_id = ready.resource_id AND previous.source_sequence = ready.source_sequence - 1
                 AND previous.status IN ('completed', 'failed'))
           AND NOT (:#predecessorTimeoutApplies AND ready.created_at <= clock.now - make_interval(secs => :#predecessorWait)) AS early
    FROM ready CROSS JOIN clock CROSS JOIN LATERAL (
        SELECT CASE WHEN oldest.source_sequence IS NULL THEN oldest.id
                    ELSE (SELECT event.id FROM tasks event
                          WHERE event.resource_id = ready.resource_id AND event.status IN ('pending', 'processing')
                            AND event.source_sequence IS NOT NULL
                          ORDER BY event.source_sequence, event.queue_seq LIMIT 1) END AS id
        FROM tasks oldest
        WHERE oldest.resource_id = ready.resource_id AND oldest.status IN ('pending', 'processing')
        ORDER BY oldest.queue_seq
        LIMIT 1
    ) AS head
), due AS MATERIALIZED (
    SELECT id
    FROM (SELECT id, queue_seq, quota, row_number() OVER (PARTITION BY action ORDER BY queue_seq) AS place
          FROM judged
          WHERE head = id AND NOT busy AND NOT early) AS able
    WHERE place <= quota
    ORDER BY queue_seq
    LIMIT :#limit::int + :#skip::int
), waiting AS MATERIALIZED (
    -- Some may stay: those about to run are not worth two writes. Of a resource the first eight, and of all a limited number.
    SELECT id, head, created_at
    FROM (SELECT judged.*, row_number() OVER (ORDER BY queue_seq) AS place FROM judged WHERE head <> id OR early) AS unable
    WHERE head = id OR place > :#leave
       OR queue_seq > (SELECT eighth.queue_seq FROM tasks eighth
                       WHERE eighth.resource_id = unable.resource_id AND eighth.status IN ('pending', 'processing')
                       ORDER BY eighth.queue_seq OFFSET 7 LIMIT 1)
), before AS MATERIALIZED (
    -- Locked, so that what ends it sees what is set aside behind it. What is about to end is left out, and what waits for it too.
    SELECT t.id FROM tasks t
    WHERE t.id = ANY (ARRAY(SELECT DISTINCT head FROM waiting WHERE head <> id))
      AND CASE t.status WHEN 'pending' THEN true WHEN 'processing' THEN true END
    FOR SHARE SKIP LOCKED
), aside AS (
    UPDATE tasks t
    SET not_before = CASE WHEN waiting.head = waiting.id
                          THEN greatest(least(waiting.created_at, clock.now) + make_interval(secs => :#predecessorWait),
                                        clock.now + interval '1 second')
                          ELSE 'infinity' END
    FROM waiting CROSS JOIN clock
    WHERE t.id = waiting.id AND CASE t.status WHEN 'pending' THEN t.not_before IS NULL END
      AND (waiting.head = waiting.id OR waiting.head = ANY (ARRAY(SELECT id FROM before)))
    RETURNING t.id
), lapsed AS MATERIALIZED (
    -- Their executor has died. They are claimed before tasks that have arrived since.
    SELECT t.id
    FROM tasks t CROSS JOIN clock
    WHERE t.status = 'processing' AND t.attempts < :#maxAttempts
      AND coalesce(t.lease_until, '-infinity') NOT BETWEEN clock.now AND clock.longest_lease
    ORDER BY t.queue_seq
    LIMIT :#limit::int + :#skip::int
), mine AS MATERIALIZED (
    SELECT t.id, t.queue_seq, coalesce(t.metadata_bytes, octet_length(t.metadata::text)) AS bytes, t.source_sequence > 1 AND NOT EXISTS (
               SELECT FROM tasks previous
               WHERE previous.resource_id = t.resource_id AND previous.source_sequence = t.source_sequence - 1
                 AND previous.status IN ('completed', 'failed')) AS overdue
    FROM tasks t CROSS JOIN clock
    -- As an array: whatever the planner knows of the table, the ids are found once, and each by the primary key.
    WHERE t.id = ANY (ARRAY(SELECT id FROM lapsed UNION ALL SELECT id FROM due))
      -- CASE, which no index can answer.
      AND CASE t.status WHEN 'pending' THEN true
                        WHEN 'processing' THEN coalesce(t.lease_until, '-infinity') NOT BETWEEN clock.now AND clock.longest_lease END
    ORDER BY t.queue_seq
    OFFSET :#skip
    LIMIT :#limit
    FOR UPDATE OF t SKIP LOCKED
), taken AS (
    UPDATE tasks t
    SET status = 'processing', attempts = least(t.attempts, 2147483646) + 1, lease_owner = :#owner,
        lease_until = clock.now + make_interval(secs => :#lease), updated_at = clock.now, not_before = NULL
    FROM (SELECT id, overdue, coalesce(sum(bytes) OVER (ORDER BY queue_seq) - bytes, 0) AS bytes_before FROM mine) AS mine
         CROSS JOIN clock
    WHERE t.id = mine.id AND mine.bytes_before < :#bytes
    RETURNING t.id, t.resource_id, t.action, t.attempts, t.source_sequence, t.metadata::text AS metadata, t.traceparent,
              t.correlation_id, t.queue_seq, mine.overdue
)
SELECT taken.*, seen.set_aside, seen.more
FROM (SELECT (SELECT count(*) FROM aside) AS set_aside,
             EXISTS (SELECT FROM ready GROUP BY action HAVING count(*) >= min(quota) + :#look) AS more) AS seen
LEFT JOIN taken ON true
