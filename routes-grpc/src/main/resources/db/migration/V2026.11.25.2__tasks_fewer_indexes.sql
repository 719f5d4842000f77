-- A task is written three times: made, claimed, done. As its status changes, each index gets an entry each time, but for those that
-- leave its status out: 13 in place of 20.
CREATE INDEX tasks_finished ON tasks (resource_id, queue_seq) WHERE status IN ('completed', 'failed');
CREATE INDEX tasks_finished_events ON tasks (resource_id, source_sequence)
    WHERE status IN ('completed', 'failed') AND source_sequence IS NOT NULL;
DROP INDEX tasks_by_resource;
DROP INDEX tasks_by_event;
DROP INDEX tasks_newest;
