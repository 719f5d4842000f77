-- STABLE, as the functions in it: PostgreSQL then puts them in the place of the call. As IMMUTABLE it was called row by row,
-- which made reading a batch of 1,000 events take 3.8 ms instead of 1.0.
CREATE OR REPLACE FUNCTION rfc3339(utc timestamp) RETURNS text
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    RETURN to_char(utc, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
