-- One claim at a time per database. The claim itself must be the next statement: only then does it see what the
-- holder before it committed. The settings are for this transaction, as the claim must go by its indexes, whatever the planner
-- takes the backlog for: it reads the oldest pending tasks until it has enough. To sort or hash would be to read the whole backlog.
-- And nothing is worth compiling.
SELECT set_config('enable_seqscan', 'off', true) = 'off'
   AND set_config('enable_bitmapscan', 'off', true) = 'off'
   AND set_config('enable_sort', 'off', true) = 'off'
   AND set_config('enable_hashjoin', 'off', true) = 'off'
   AND set_config('enable_mergejoin', 'off', true) = 'off'
   AND set_config('jit', 'off', true) = 'off'
   AND set_config('plan_cache_mode', 'force_generic_plan', true) IS NOT NULL
   AND pg_try_advisory_xact_lock(hashtext('waybill'), hashtext(:#lock)) AS my_turn
