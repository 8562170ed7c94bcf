-- The position of a broadcast in the log, which its items get. Broadcasts from before this migration have none.
--
-- One table a migration: a transaction that waited for a second table would keep the first one locked meanwhile.

-- Longer than deadlock_timeout, after which an autovacuum of the table gives way.
SET LOCAL lock_timeout = '3s';
ALTER TABLE broadcast ADD COLUMN log_at timestamptz, ADD COLUMN log_seq bigint;
