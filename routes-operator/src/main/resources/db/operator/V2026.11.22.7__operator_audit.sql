-- What operators did, written in the same transaction as the change itself.
CREATE TABLE operator_audit (
    id     bigint       GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     timestamp    NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
    who    varchar(100) NOT NULL,
    action varchar(50)  NOT NULL,
    target text         NOT NULL,
    reason text         NULL,
    detail jsonb        NULL          -- for a discard: the whole row, so that nothing is lost
);

-- The outbox's migration makes the same one; a database without an outbox needs it too.
CREATE OR REPLACE FUNCTION rfc3339(utc timestamp) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN to_char(utc, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
