CREATE TABLE resources (
    id          varchar(100) COLLATE "C" PRIMARY KEY,  -- UUID version 7; bytewise order makes the keyset cheap
    name        varchar(255) NOT NULL,
    description text         NULL,
    status      varchar(50)  NOT NULL,
    created_at  timestamp    NOT NULL,
    updated_at  timestamp    NOT NULL,
    version     bigint       NOT NULL                  -- the ETag, and the sequence of the resource's events
);

-- The pages of the list, newest first, without and with the status filter.
CREATE INDEX resources_newest ON resources (created_at DESC, id DESC);
CREATE INDEX resources_newest_by_status ON resources (status, created_at DESC, id DESC);

-- The resource as clients and events show it: made here alone, so that row, answer and event cannot differ.
CREATE FUNCTION resource_json(r resources) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN json_build_object(
        'id', r.id,
        'name', r.name,
        'description', r.description,
        'status', r.status,
        'created_at', rfc3339(r.created_at),
        'updated_at', rfc3339(r.updated_at));

-- The first answer to each Idempotency-Key, for as long as the key lives.
CREATE TABLE idempotency_keys (
    key         varchar(255) COLLATE "C" PRIMARY KEY,
    fingerprint varchar(64)  NOT NULL,                 -- of the request, to tell a retry from another use of the key
    answer      json         NOT NULL,
    expires_at  timestamp    NOT NULL
);

CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);
