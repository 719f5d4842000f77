WITH resumed AS (
    INSERT INTO outbox_relay DEFAULT VALUES
    ON CONFLICT (one) DO UPDATE SET paused_at = NULL, paused_reason = NULL
    RETURNING one
), audited AS (
    INSERT INTO operator_audit (who, action, target) SELECT :#who, 'outbox-resume', 'relay' FROM resumed
)
SELECT json_build_object('paused', false)::text AS answer FROM resumed
