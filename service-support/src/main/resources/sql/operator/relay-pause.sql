WITH paused AS (
    UPDATE outbox_relay
    SET paused_at = coalesce(paused_at, clock_timestamp() AT TIME ZONE 'UTC'), paused_reason = :#reason
    RETURNING paused_at, paused_reason
), audited AS (
    INSERT INTO operator_audit (who, action, target, reason)
    SELECT :#who, 'outbox-pause', 'relay', paused_reason FROM paused
)
SELECT json_build_object('paused', true, 'paused_at', rfc3339(paused_at), 'paused_reason', paused_reason)::text AS answer
FROM paused
