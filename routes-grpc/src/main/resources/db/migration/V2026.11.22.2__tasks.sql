-- Tasks: accepted by a call or made from an event, executed apart. Times are UTC.
CREATE TABLE tasks (
    id              varchar(100) PRIMARY KEY,
    resource_id     varchar(100) NOT NULL,
    action          varchar(100) NOT NULL,
    status          varchar(50)  NOT NULL CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
    result          text         NULL,              -- what the action returned, or why it failed
    created_at      timestamp    NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
    updated_at      timestamp    NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
    queue_seq       bigint       GENERATED ALWAYS AS IDENTITY,  -- order of creation; drawn under the resource's lock
    source_event_id varchar(100) NULL UNIQUE,       -- the event that made it: one event makes one task
    source_sequence bigint       NULL,              -- that event's ce_sequence, the version of the resource
    metadata        jsonb        NULL,
    attempts        integer      NOT NULL DEFAULT 0,
    not_before      timestamp    NULL,              -- a failed attempt is repeated from then on
    lease_owner     varchar(100) NULL,              -- the executor that has it in hand,
    lease_until     timestamp    NULL,              -- and until when it is trusted to be alive
    event_sequence  bigint       NOT NULL DEFAULT 1, -- number of the task's last event: task.process is 1
    traceparent     varchar(55)  NULL,
    correlation_id  varchar(128) NULL
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.05,
        autovacuum_analyze_scale_factor = 0.02);

-- Lists, newest first. Not on (queue_seq): the planner could then walk the executor through all finished tasks.
CREATE UNIQUE INDEX tasks_newest ON tasks ((-queue_seq));
CREATE INDEX tasks_by_resource ON tasks (resource_id, queue_seq);
-- Lists by status, and the executor's way to the oldest pending and to all processing tasks.
CREATE INDEX tasks_by_status ON tasks (status, queue_seq);
-- Who is first of a resource? Statements must repeat the predicate to use it.
CREATE INDEX tasks_unfinished ON tasks (resource_id, queue_seq) WHERE status IN ('pending', 'processing');
-- Is the task of the event before this one done?
CREATE INDEX tasks_by_event ON tasks (resource_id, source_sequence) WHERE source_sequence IS NOT NULL;
