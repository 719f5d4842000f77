-- The request_ids of calls, so that a call that is sent again makes no second task. Kept for tasks.request-retention.
CREATE TABLE task_requests (
    request_id  varchar(100) PRIMARY KEY,
    fingerprint varchar(64)  NOT NULL,      -- SHA-256 of the request
    task_id     varchar(100) NOT NULL,
    created_at  timestamp    NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.05);
CREATE INDEX task_requests_by_age ON task_requests (created_at);
