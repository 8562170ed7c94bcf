-- Changes of an inbox by the indexes that contain no deleted items, because the primary key begins with the notification from now on
-- (Online3).

-- Changes a user's items. Returns the number of unread items, the version of the inbox, the number of changed items and up to five
-- hundred of their ids, and whether the inbox has any of the given items. The row that contains the version is locked, so the changes
-- of a user run one after the other.
--   become  'read', 'unread', 'archived' or 'deleted'
--   those   the ids of the items; null for all
--   up_to, up_to_seq, up_to_id  the position of the newest item; a time alone; or null for all
--   within  a category; null for all
CREATE OR REPLACE FUNCTION inbox_change(
    who varchar, become varchar, those uuid[], up_to timestamptz, up_to_seq bigint, up_to_id uuid, within varchar,
    at_time timestamptz, OUT unread bigint, OUT told bigint, OUT changed bigint, OUT known boolean, OUT ids uuid[])
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM inbox_sync(who);
    INSERT INTO inbox_user (user_id) VALUES (who) ON CONFLICT DO NOTHING;
    SELECT version INTO told FROM inbox_user WHERE user_id = who FOR UPDATE;
    known := those IS NULL OR EXISTS (
        SELECT 1 FROM inbox_item AS i WHERE i.user_id = who AND i.notification_id = ANY (those)
            AND (i.state < 3 OR become = 'deleted'));
    IF those IS NULL AND become = 'read' THEN
        INSERT INTO inbox_mark AS m (user_id, category, at, seq, notification_id)
        VALUES (who, coalesce(within, ''), coalesce(up_to, at_time), up_to_seq, up_to_id)
        ON CONFLICT (user_id, category) DO UPDATE
        SET at = excluded.at, seq = excluded.seq, notification_id = excluded.notification_id
        WHERE (excluded.at, coalesce(excluded.seq, 9223372036854775807), coalesce(excluded.notification_id, m.notification_id))
            > (m.at, coalesce(m.seq, 9223372036854775807), coalesce(m.notification_id, excluded.notification_id));
    END IF;
    WITH done AS (
        UPDATE inbox_item AS i SET
            state = CASE become WHEN 'read' THEN greatest(state, 1) WHEN 'unread' THEN 0 WHEN 'archived' THEN 2 ELSE 3 END,
            read_at = CASE become WHEN 'read' THEN coalesce(read_at, at_time) WHEN 'unread' THEN NULL ELSE read_at END,
            archived_at = CASE become WHEN 'archived' THEN at_time WHEN 'unread' THEN NULL ELSE archived_at END
        WHERE i.user_id = who AND i.state < 3
            AND (those IS NULL OR i.notification_id = ANY (those))
            AND (up_to IS NULL OR CASE WHEN up_to_seq IS NULL THEN i.at <= up_to
                ELSE (i.at, i.seq, i.notification_id) <= (up_to, up_to_seq, up_to_id) END)
            AND (within IS NULL OR i.category = within)
            AND CASE become
                WHEN 'read' THEN i.state = 0 OR (i.state = 2 AND i.read_at IS NULL AND those IS NOT NULL)
                WHEN 'unread' THEN i.state IN (1, 2)
                WHEN 'archived' THEN i.state IN (0, 1)
                ELSE i.state < 3 END
        RETURNING i.notification_id
    )
    SELECT count(*), coalesce((array_agg(notification_id))[1:500], '{}') INTO changed, ids FROM done;
    IF changed > 0 THEN
        UPDATE inbox_user SET version = version + 1 WHERE user_id = who RETURNING version INTO told;
    END IF;
    SELECT coalesce(sum(n), 0) INTO unread FROM inbox_unread_of(who);
END $$;
