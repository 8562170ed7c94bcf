-- An index of room_stay by room, to find the members at the time of a broadcast page by page.
--
-- Runs outside of a transaction, while instances read and write the table. It may be interrupted after any statement and in
-- the middle of one; the next run completes it.

-- A build waits for every transaction that is older. Nothing waits for the build.
SET lock_timeout = 0;
SET statement_timeout = 0;

-- An interrupted build leaves an invalid index under its name, which IF NOT EXISTS takes for a complete one.
DO $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
        WHERE i.indrelid = 'room_stay'::regclass AND NOT i.indisvalid AND c.relname = 'room_stay_by_room') THEN
        ALTER INDEX room_stay_by_room RENAME TO room_stay_invalid;
    END IF;
END $$;
DROP INDEX CONCURRENTLY IF EXISTS room_stay_invalid;

CREATE INDEX CONCURRENTLY IF NOT EXISTS room_stay_by_room ON room_stay (room, user_id);

RESET lock_timeout;
RESET statement_timeout;
