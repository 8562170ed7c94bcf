-- Indexes of inbox_item in the order of the log, in place of those in the order of at.
--
-- Runs outside of a transaction, while instances read and write the table. It may be interrupted after any statement and in
-- the middle of one; the next run completes it.

-- A build waits for every transaction that is older. Nothing waits for the build.
SET lock_timeout = 0;
SET statement_timeout = 0;

-- An interrupted build leaves an invalid index under its name, which IF NOT EXISTS takes for a complete one.
DROP INDEX CONCURRENTLY IF EXISTS inbox_item_invalid;
DO $$
DECLARE
    invalid name;
BEGIN
    SELECT c.relname INTO invalid FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
    WHERE i.indrelid = 'inbox_item'::regclass AND NOT i.indisvalid
        AND c.relname IN ('inbox_item_by_position', 'inbox_item_by_state', 'inbox_item_by_category');
    IF FOUND THEN
        EXECUTE format('ALTER INDEX %I RENAME TO inbox_item_invalid', invalid);
    END IF;
END $$;
DROP INDEX CONCURRENTLY IF EXISTS inbox_item_invalid;

CREATE INDEX CONCURRENTLY IF NOT EXISTS inbox_item_by_position
    ON inbox_item (user_id, at DESC, seq DESC, notification_id DESC) WHERE state < 3;
CREATE INDEX CONCURRENTLY IF NOT EXISTS inbox_item_by_state
    ON inbox_item (user_id, state, at DESC, seq DESC, notification_id DESC) WHERE state < 3;
CREATE INDEX CONCURRENTLY IF NOT EXISTS inbox_item_by_category
    ON inbox_item (user_id, category, at DESC, seq DESC, notification_id DESC) WHERE state < 3;

DROP INDEX CONCURRENTLY IF EXISTS inbox_item_all;
DROP INDEX CONCURRENTLY IF EXISTS inbox_item_state;
DROP INDEX CONCURRENTLY IF EXISTS inbox_item_category;

RESET lock_timeout;
RESET statement_timeout;
