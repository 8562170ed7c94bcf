-- Broadcasts that take the place of older ones, what is told when quiet hours end, and what became of notifications.

-- Narrow and apart from the notification, because it is written again and again: a row of it may come before the
-- notification itself has been brought into the inboxes.
ALTER TABLE notification DROP COLUMN delivered;
CREATE TABLE notification_fact (
    notification_id uuid   PRIMARY KEY,
    -- The connections that it was written to, about.
    delivered       bigint NOT NULL DEFAULT 0,
    -- Of its items that were swept up after they had expired: all, and those that had been read.
    swept           bigint NOT NULL DEFAULT 0,
    swept_read      bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 70);

-- Returns what the new ones take the place of: the newest older one of the same key in the same room, or for everyone.
DROP FUNCTION inbox_broadcast(uuid[], varchar[], timestamptz[], varchar[]);
CREATE FUNCTION inbox_broadcast(ids uuid[], rooms varchar[], ats timestamptz[], collapses varchar[])
RETURNS TABLE (replaced uuid, within varchar) LANGUAGE plpgsql AS $$
DECLARE
    fresh bigint[];
BEGIN
    PERFORM pg_advisory_xact_lock(5182740);
    WITH added AS (
        INSERT INTO broadcast (notification_id, room, at, collapse)
        SELECT * FROM unnest(ids, rooms, ats, collapses) AS b (id, room, at, collapse)
        ON CONFLICT (notification_id) DO NOTHING RETURNING seq, collapse
    )
    SELECT array_agg(seq) INTO fresh FROM added WHERE collapse IS NOT NULL;
    RETURN QUERY SELECT o.notification_id, o.room FROM broadcast AS b CROSS JOIN LATERAL (
        SELECT older.notification_id, older.room FROM broadcast AS older
        WHERE older.collapse = b.collapse AND older.room IS NOT DISTINCT FROM b.room AND older.seq < b.seq
        ORDER BY older.seq DESC LIMIT 1
    ) AS o WHERE b.seq = ANY (fresh);
END $$;
DROP INDEX broadcast_collapse;
CREATE INDEX broadcast_collapse ON broadcast (collapse, seq) WHERE collapse IS NOT NULL;

-- Of those of one key that have not been read only the newest stays; the others are as if the user had deleted them.
CREATE FUNCTION inbox_collapse(users varchar[], keys varchar[]) RETURNS TABLE (user_id varchar, notification_id uuid)
LANGUAGE sql AS $$
    UPDATE inbox_item AS o SET state = 3
    FROM (SELECT DISTINCT * FROM unnest(users, keys)) AS k (user_id, collapse)
    WHERE o.user_id = k.user_id AND o.collapse = k.collapse AND o.state = 0 AND EXISTS (
        SELECT 1 FROM inbox_item AS w WHERE w.user_id = o.user_id AND w.collapse = o.collapse
            AND (w.at, w.notification_id) > (o.at, o.notification_id))
    RETURNING o.user_id, o.notification_id
$$;

-- Makes items of the broadcasts that are for the user and are not yet; of those of one key only of the newest. A user who
-- is known since a moment only may be known longer on another instance, so then they are looked at again next time.
CREATE OR REPLACE FUNCTION inbox_sync(who varchar) RETURNS void LANGUAGE plpgsql AS $$
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
            n.id, n.at, n.category, n.expires_at, b.collapse, m.at AS read_at
        FROM broadcast AS b JOIN notification AS n ON n.id = b.notification_id
        LEFT JOIN LATERAL (
            SELECT max(at) AS at FROM inbox_mark AS m
            WHERE m.user_id = who AND m.category IN ('', n.category) AND m.at >= n.at
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
        INSERT INTO inbox_item AS i (user_id, notification_id, at, category, expires_at, collapse, state, read_at)
        SELECT who, id, at, category, expires_at, collapse, CASE WHEN read_at IS NULL THEN 0 ELSE 1 END, read_at FROM mine
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
CREATE FUNCTION inbox_news(who varchar, quiet timestamptz, OUT unread bigint, OUT told bigint, OUT ids uuid[])
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
        ORDER BY i.at DESC LIMIT 500
    ) AS news;
    IF ids IS NULL THEN RETURN; END IF;
    INSERT INTO inbox_user AS u (user_id, version) VALUES (who, 1)
    ON CONFLICT (user_id) DO UPDATE SET version = u.version + 1 RETURNING version INTO told;
    SELECT coalesce(sum(n), 0) INTO unread FROM inbox_unread_of(who);
END $$;
