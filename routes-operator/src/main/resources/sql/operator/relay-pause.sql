WITH paused AS (
    INSERT INTO outbox_relay AS relay (paused_at, paused_reason)
    VALUES (clock_timestamp() AT TIME ZONE 'UTC', :#reason)
    ON CONFLICT (one) DO UPDATE
        SET paused_at = coalesce(relay.paused_at, excluded.paused_at), paused_reason = excluded.paused_reason
    RETURNING paused_at, paused_reason
), audited AS (
    INSERT INTO operator_audit (who, action, target, reason)
    SELECT :#who, 'outbox-pause', 'relay', paused_reason FROM paused
)
SELECT json_build_object('paused', true, 'paused_at', rfc3339(paused_at), 'paused_reason', paused_reason)::text AS answer
FROM paused
