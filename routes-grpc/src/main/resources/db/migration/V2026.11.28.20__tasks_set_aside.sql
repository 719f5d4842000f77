-- A pending task is ready (not_before is null) or set aside: until a time, or, at 'infinity', until the tasks before it of
-- its resource are done. A claim reads ready tasks only, the oldest of each action (ADR 14).
CREATE INDEX tasks_ready ON tasks (action, queue_seq) WHERE status = 'pending' AND not_before IS NULL;
CREATE INDEX tasks_set_aside ON tasks (not_before, resource_id) WHERE status = 'pending' AND not_before IS NOT NULL;
-- Which task of a resource comes first by the sequence of its event?
CREATE INDEX tasks_unfinished_events ON tasks (resource_id, source_sequence, queue_seq)
    WHERE status IN ('pending', 'processing') AND source_sequence IS NOT NULL;
