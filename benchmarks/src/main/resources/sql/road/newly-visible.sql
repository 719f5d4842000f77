-- What has become visible since the snapshot of an earlier look. Who commits later than this interval after its insert is not
-- seen; the interval keeps a look short.
SELECT event_type, resource_id, pg_current_snapshot()::text AS snapshot
FROM processed_events
WHERE processed_at > now() AT TIME ZONE 'UTC' - interval '400 milliseconds'
  AND event_type IN ('resource.created', 'task.completed')
  AND NOT pg_visible_in_snapshot(xmin::text::xid8, ?::pg_snapshot)
