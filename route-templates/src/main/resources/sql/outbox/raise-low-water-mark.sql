-- NULL, or what was wrong with the low-water mark and has been put right.
SELECT outbox_raise_floor() AS repaired
