SELECT outbox_raise_floor()::text AS floor
