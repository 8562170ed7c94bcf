-- A mark at a time covers what was sent until then. A mark at a position covers what has that position or a lower one.

-- Longer than deadlock_timeout, after which an autovacuum of the table gives way.
SET LOCAL lock_timeout = '3s';
ALTER TABLE inbox_mark ADD COLUMN seq bigint, ADD COLUMN notification_id uuid;
