-- What is taken back while somebody's inbox is brought up to date must not come into it.

ALTER FUNCTION inbox_sync(varchar) RENAME TO inbox_bring;

-- Brings the broadcasts that are for the user into their inbox, where there are new ones. Under a lock that all who do so
-- share: who has taken a broadcast back waits until nobody is left who may not have seen that.
CREATE FUNCTION inbox_sync(who varchar) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    newest bigint;
BEGIN
    SELECT max(seq) INTO newest FROM broadcast;
    IF newest IS NULL OR EXISTS (SELECT 1 FROM inbox_user AS u WHERE u.user_id = who AND u.broadcast >= newest) THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(5182741);
    PERFORM inbox_bring(who);
END $$;
