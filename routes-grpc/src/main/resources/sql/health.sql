-- "on" on a standby too, and where default_transaction_read_only is on: no call that writes would succeed.
SELECT current_setting('transaction_read_only')
