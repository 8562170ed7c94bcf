-- The primary key of inbox_item in the order (notification_id, user_id). Ids of notifications begin with the time, so a new item is
-- inserted at the end of the index, and the key also finds the items of a notification.
--
-- Runs outside of a transaction, while instances read and write the table. It may be interrupted after any statement and in
-- the middle of one; the next run completes it.

-- A build waits for every transaction that is older. Nothing waits for the build.
SET lock_timeout = 0;
SET statement_timeout = 0;

-- An interrupted build leaves an invalid index under its name, which IF NOT EXISTS takes for a complete one.
DROP INDEX CONCURRENTLY IF EXISTS inbox_item_invalid;
DO $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
        WHERE i.indrelid = 'inbox_item'::regclass AND NOT i.indisvalid AND c.relname = 'inbox_item_key') THEN
        ALTER INDEX inbox_item_key RENAME TO inbox_item_invalid;
    END IF;
END $$;
DROP INDEX CONCURRENTLY IF EXISTS inbox_item_invalid;

CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS inbox_item_key ON inbox_item (notification_id, user_id);

-- Every call that uses the table waits for this lock. Longer than deadlock_timeout, after which an autovacuum gives way.
SET lock_timeout = '3s';
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = 'inbox_item'::regclass AND conname = 'inbox_item_pkey') THEN
        ALTER TABLE inbox_item DROP CONSTRAINT inbox_item_pkey,
            ADD CONSTRAINT inbox_item_key PRIMARY KEY USING INDEX inbox_item_key;
    END IF;
END $$;
SET lock_timeout = 0;

-- Pages of all items merge the states. Instances of earlier versions sort the items of a user instead.
DROP INDEX CONCURRENTLY IF EXISTS inbox_item_by_position;
DROP INDEX CONCURRENTLY IF EXISTS inbox_item_notification;

RESET lock_timeout;
RESET statement_timeout;
