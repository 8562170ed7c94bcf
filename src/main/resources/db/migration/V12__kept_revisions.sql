-- Stores a revision that is projected before its message.
--
-- Instances share the work queue, so one may store an edit or a deletion before another stores the message. The revision then
-- creates the row without a body, and the message adds the body later. A row without a body is never read.

-- Longer than deadlock_timeout, after which an autovacuum of the table gives way.
SET LOCAL lock_timeout = '3s';
ALTER TABLE kept_message ALTER COLUMN body DROP NOT NULL;
