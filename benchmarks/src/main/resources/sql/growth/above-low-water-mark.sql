SELECT last_value - floor FROM outbox_events_seq_seq, outbox_relay
