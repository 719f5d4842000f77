-- Takes the oldest tasks that may run now, at most one per resource. SKIP LOCKED passes over a task whose outcome or
-- lease is being written at this moment; its successors still see it as unfinished, so their order is kept.
-- An action takes no more than its share, so that a slow one leaves threads to the others. A time further in the future than
-- any of ours is from before a step of the clock.
WITH clock AS MATERIALIZED (
    SELECT now, now + make_interval(secs => 2 * :#lease) AS longest_lease,
           now + make_interval(secs => 2 * :#longestPause) AS longest_pause
    FROM (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS now) AS this
), due AS MATERIALIZED (
    SELECT t.id, t.action, t.queue_seq
    FROM tasks t CROSS JOIN clock
    WHERE t.status = 'pending'
      AND (t.not_before IS NULL OR t.not_before NOT BETWEEN clock.now AND clock.longest_pause)
      AND t.action <> ALL (:#fullActions::text[])
      -- nobody is at work on its resource (asked twice: this way is cheap when one resource has thousands waiting),
      AND t.resource_id NOT IN (SELECT busy.resource_id FROM tasks busy WHERE busy.status = 'processing')
      -- and it is the first of it: in order of creation, where the places of tasks that come from
      -- events are filled in the order of the events (in an order that only the index of the resource's unfinished tasks has:
      -- by another one, PostgreSQL would read all unfinished tasks for each);
      AND (SELECT other.id FROM tasks other
           WHERE other.resource_id = t.resource_id AND other.status IN ('pending', 'processing') AND other.id <> t.id
             AND (other.status = 'processing'
                  OR t.source_sequence IS NULL AND other.queue_seq < t.queue_seq
                  OR (other.source_sequence, other.queue_seq) < (t.source_sequence, t.queue_seq))
           ORDER BY other.queue_seq LIMIT 1) IS NULL
      AND (t.source_sequence IS NULL
           OR (SELECT oldest.source_sequence FROM tasks oldest
               WHERE oldest.resource_id = t.resource_id AND oldest.status IN ('pending', 'processing')
               ORDER BY oldest.queue_seq LIMIT 1) IS NOT NULL)
      -- and the task of the event before is done, or has been waited for long enough.
      AND (t.source_sequence IS NULL OR t.source_sequence <= 1
           OR EXISTS (
               SELECT FROM tasks previous
               WHERE previous.resource_id = t.resource_id AND previous.source_sequence = t.source_sequence - 1
                 AND previous.status IN ('completed', 'failed'))
           OR :#patienceEnds AND t.created_at <= clock.now - make_interval(secs => :#predecessorWait))
    ORDER BY t.queue_seq
    LIMIT :#free
), share AS MATERIALIZED (
    SELECT due.id, row_number() OVER (PARTITION BY due.action ORDER BY due.queue_seq) <= coalesce(known.room, :#room) AS fits
    FROM due LEFT JOIN unnest(:#actions::text[], :#rooms::int[]) AS known (action, room) ON known.action = due.action
), lapsed AS MATERIALIZED (
    -- Their executor is gone. Whoever had one in hand goes on with it first, whatever has arrived since.
    SELECT t.id
    FROM tasks t CROSS JOIN clock
    WHERE t.status = 'processing' AND t.lease_until NOT BETWEEN clock.now AND clock.longest_lease
    ORDER BY t.queue_seq
    LIMIT :#free
), mine AS MATERIALIZED (
    SELECT t.id, t.source_sequence > 1 AND NOT EXISTS (
               SELECT FROM tasks previous
               WHERE previous.resource_id = t.resource_id AND previous.source_sequence = t.source_sequence - 1
                 AND previous.status IN ('completed', 'failed')) AS overdue
    FROM tasks t CROSS JOIN clock
    -- As an array: whatever the planner knows of the table, the ids are found once, and each by the primary key.
    WHERE t.id = ANY (ARRAY(SELECT id FROM lapsed UNION ALL SELECT id FROM share WHERE fits))
      -- CASE, which no index can answer.
      AND CASE t.status WHEN 'pending' THEN true
                        WHEN 'processing' THEN t.lease_until NOT BETWEEN clock.now AND clock.longest_lease END
    ORDER BY t.queue_seq
    LIMIT :#free
    FOR UPDATE OF t SKIP LOCKED
)
UPDATE tasks t
SET status = 'processing', attempts = t.attempts + 1, lease_owner = :#owner,
    lease_until = clock.now + make_interval(secs => :#lease), updated_at = clock.now, not_before = NULL
FROM mine CROSS JOIN clock
WHERE t.id = mine.id
RETURNING t.id, t.resource_id, t.action, t.attempts, t.source_sequence, t.metadata::text AS metadata, t.traceparent,
          t.correlation_id, t.queue_seq, mine.overdue
