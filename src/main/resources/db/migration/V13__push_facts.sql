-- The pushes of each notification that push services have accepted, and those that have failed.

-- Longer than deadlock_timeout, after which an autovacuum of the table gives way.
SET LOCAL lock_timeout = '3s';
ALTER TABLE notification_fact
    ADD COLUMN pushed bigint NOT NULL DEFAULT 0,
    ADD COLUMN push_failed bigint NOT NULL DEFAULT 0;
