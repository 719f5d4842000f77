SELECT count(*) AS open FROM dead_letters WHERE state = 'open'
