-- Inboxes in the order of the log.
--
-- An item's position is (at, seq, notification_id): at and seq are the id of its event in the log, milliseconds and sequence.
-- The id of the notification decides among those that the log has at one position: what is stored and not delivered, and
-- items from before this migration, whose at is the time of the notification and whose seq is 0.
--
-- Functions that the version before calls stay, with its arguments, until its instances have been replaced.

-- The indexes in this order follow in Online1. Until they exist, those in the order of at serve the same queries.

-- Longer than deadlock_timeout, after which an autovacuum of the table gives way.
SET LOCAL lock_timeout = '3s';
ALTER TABLE inbox_item ADD COLUMN seq bigint NOT NULL DEFAULT 0;

-- Those of one key that have not been read are as if deleted, but for the newest.
CREATE OR REPLACE FUNCTION inbox_collapse(users varchar[], keys varchar[]) RETURNS TABLE (user_id varchar, notification_id uuid)
LANGUAGE sql AS $$
    UPDATE inbox_item AS o SET state = 3
    FROM (SELECT DISTINCT * FROM unnest(users, keys)) AS k (user_id, collapse)
    WHERE o.user_id = k.user_id AND o.collapse = k.collapse AND o.state = 0 AND EXISTS (
        SELECT 1 FROM inbox_item AS w WHERE w.user_id = o.user_id AND w.collapse = o.collapse
            AND (w.at, w.seq, w.notification_id) > (o.at, o.seq, o.notification_id))
    RETURNING o.user_id, o.notification_id
$$;

-- Returns what the new ones take the place of: the newest older one of the same key in the same room, or for everyone.
CREATE FUNCTION inbox_broadcast(
    ids uuid[], rooms varchar[], ats timestamptz[], collapses varchar[], log_ats timestamptz[], log_seqs bigint[])
RETURNS TABLE (replaced uuid, within varchar) LANGUAGE plpgsql AS $$
DECLARE
    fresh bigint[];
BEGIN
    PERFORM pg_advisory_xact_lock(5182740);
    WITH added AS (
        INSERT INTO broadcast (notification_id, room, at, collapse, log_at, log_seq)
        SELECT * FROM unnest(ids, rooms, ats, collapses, log_ats, log_seqs)
        ON CONFLICT (notification_id) DO NOTHING RETURNING seq, collapse
    )
    SELECT array_agg(seq) INTO fresh FROM added WHERE collapse IS NOT NULL;
    RETURN QUERY SELECT o.notification_id, o.room FROM broadcast AS b CROSS JOIN LATERAL (
        SELECT older.notification_id, older.room FROM broadcast AS older
        WHERE older.collapse = b.collapse AND older.room IS NOT DISTINCT FROM b.room AND older.seq < b.seq
        ORDER BY older.seq DESC LIMIT 1
    ) AS o WHERE b.seq = ANY (fresh);
END $$;

CREATE OR REPLACE FUNCTION inbox_broadcast(ids uuid[], rooms varchar[], ats timestamptz[], collapses varchar[])
RETURNS TABLE (replaced uuid, within varchar) LANGUAGE sql AS $$
    SELECT * FROM inbox_broadcast(ids, rooms, ats, collapses, NULL, NULL)
$$;

-- Makes items of the broadcasts that are for the user and are not yet; of those of one key only of the newest. A user who
-- is known since a moment only may be known longer on another instance, so then they are looked at again next time.
CREATE OR REPLACE FUNCTION inbox_bring(who varchar) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    newest bigint;
    reached bigint;
    known timestamptz;
    keys varchar[];
BEGIN
    SELECT max(seq) INTO newest FROM broadcast;
    IF newest IS NULL THEN RETURN; END IF;
    SELECT broadcast INTO reached FROM inbox_user WHERE user_id = who;
    IF reached >= newest THEN RETURN; END IF;
    SELECT first_seen INTO known FROM known_user WHERE id = who;
    WITH mine AS (
        SELECT DISTINCT ON (coalesce(b.collapse, n.id::varchar))
            n.id, position.at, position.seq, n.category, n.expires_at, b.collapse, m.at AS read_at
        FROM broadcast AS b JOIN notification AS n ON n.id = b.notification_id
        CROSS JOIN LATERAL (SELECT coalesce(b.log_at, n.at) AS at, coalesce(b.log_seq, 0) AS seq) AS position
        LEFT JOIN LATERAL (
            SELECT max(at) AS at FROM inbox_mark AS m
            WHERE m.user_id = who AND m.category IN ('', n.category) AND CASE
                WHEN m.seq IS NULL THEN m.at >= n.at
                ELSE (m.at, m.seq, m.notification_id) >= (position.at, position.seq, n.id) END
        ) AS m ON true
        WHERE b.seq > coalesce(reached, 0) AND b.seq <= newest AND NOT n.withdrawn
            AND (n.expires_at IS NULL OR n.expires_at > now())
            AND CASE WHEN b.room IS NULL THEN known <= b.at ELSE EXISTS (
                SELECT 1 FROM room_stay AS s
                WHERE s.user_id = who AND s.room = b.room AND s.since <= b.at AND s.until > b.at) END
            AND (n.critical OR NOT EXISTS (
                SELECT 1 FROM inbox_preference AS p WHERE p.user_id = who AND n.category = ANY (p.muted)))
        ORDER BY coalesce(b.collapse, n.id::varchar), b.seq DESC
    ), added AS (
        INSERT INTO inbox_item AS i (user_id, notification_id, at, seq, category, expires_at, collapse, state, read_at)
        SELECT who, id, at, seq, category, expires_at, collapse, CASE WHEN read_at IS NULL THEN 0 ELSE 1 END, read_at
        FROM mine
        ON CONFLICT (user_id, notification_id) DO NOTHING RETURNING i.collapse
    )
    SELECT array_agg(DISTINCT collapse) INTO keys FROM added WHERE collapse IS NOT NULL;
    IF keys IS NOT NULL THEN
        PERFORM inbox_collapse(array_fill(who, ARRAY[cardinality(keys)]), keys);
    END IF;
    IF known < now() - interval '10 seconds' THEN
        INSERT INTO inbox_user AS u (user_id, broadcast) VALUES (who, newest)
        ON CONFLICT (user_id) DO UPDATE SET broadcast = greatest(u.broadcast, excluded.broadcast);
    END IF;
END $$;

-- What came for a user by broadcasts since it became quiet, was held back only for that, and has not been looked at yet:
-- up to five hundred of them, how many are unread in all, and the version to tell it by. Nothing where ids is null.
CREATE OR REPLACE FUNCTION inbox_news(who varchar, quiet timestamptz, OUT unread bigint, OUT told bigint, OUT ids uuid[])
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM inbox_sync(who);
    SELECT array_agg(news.notification_id) INTO ids FROM (
        SELECT i.notification_id FROM inbox_item AS i
        JOIN broadcast AS b ON b.notification_id = i.notification_id
        JOIN notification AS n ON n.id = i.notification_id
        WHERE i.user_id = who AND i.state = 0 AND i.at >= quiet AND NOT n.critical
            AND (i.expires_at IS NULL OR i.expires_at > now())
            AND NOT EXISTS (
                SELECT 1 FROM inbox_preference AS p
                WHERE p.user_id = who AND p.preferences::jsonb #>> ARRAY['categories', n.category] = 'inboxOnly')
        ORDER BY i.at DESC, i.seq DESC, i.notification_id DESC LIMIT 500
    ) AS news;
    IF ids IS NULL THEN RETURN; END IF;
    INSERT INTO inbox_user AS u (user_id, version) VALUES (who, 1)
    ON CONFLICT (user_id) DO UPDATE SET version = u.version + 1 RETURNING version INTO told;
    SELECT coalesce(sum(n), 0) INTO unread FROM inbox_unread_of(who);
END $$;

-- Changes a user's items. Returns what to tell: how many are unread now, the version, and the items that have changed, up
-- to five hundred; and whether the given ones are the user's at all. One after the other for each user: the lock is the row
-- that has the version.
--   become  'read', 'unread', 'archived' or 'deleted'
--   those   these items; null for all
--   up_to, up_to_seq, up_to_id  a position, with those that are not newer; or a time alone, or all null
--   within  null, or all of this category
CREATE FUNCTION inbox_change(
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
        WHERE i.user_id = who
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

CREATE OR REPLACE FUNCTION inbox_change(
    who varchar, become varchar, those uuid[], up_to timestamptz, within varchar, at_time timestamptz,
    OUT unread bigint, OUT told bigint, OUT changed bigint, OUT known boolean, OUT ids uuid[])
LANGUAGE sql AS $$
    SELECT * FROM inbox_change(who, become, those, up_to, NULL::bigint, NULL::uuid, within, at_time)
$$;
