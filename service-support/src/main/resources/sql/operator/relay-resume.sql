WITH resumed AS (
    UPDATE outbox_relay SET paused_at = NULL, paused_reason = NULL RETURNING one
), audited AS (
    INSERT INTO operator_audit (who, action, target) SELECT :#who, 'outbox-resume', 'relay' FROM resumed
)
SELECT json_build_object('paused', false)::text AS answer FROM resumed
