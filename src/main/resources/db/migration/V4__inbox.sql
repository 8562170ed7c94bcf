-- The inbox: what users were told, and what they have made of it.
--
-- A notification is stored once, and an item for each user that it was sent to. One for a room or for everyone is a
-- broadcast, which becomes an item of a user when that user's inbox is looked at next (inbox_sync): nothing is written for
-- each user when it is published.

CREATE TABLE notification (
    id         uuid         PRIMARY KEY,
    at         timestamptz  NOT NULL,
    sender     varchar(128) NOT NULL,
    category   varchar(64)  NOT NULL DEFAULT '',
    critical   boolean      NOT NULL DEFAULT false,
    expires_at timestamptz,
    withdrawn  boolean      NOT NULL DEFAULT false,
    escalated  boolean      NOT NULL DEFAULT false,
    -- The connections that it was delivered to, about.
    delivered  bigint       NOT NULL DEFAULT 0,
    -- The event's data, as it was delivered.
    content    varchar      NOT NULL
);
CREATE INDEX notification_age ON notification (at);

-- state: 0 unread, 1 read, 2 archived, 3 deleted. A deleted item stays as a tombstone, so that nothing brings it back.
CREATE TABLE inbox_item (
    user_id         varchar(128) NOT NULL,
    notification_id uuid         NOT NULL,
    at              timestamptz  NOT NULL,
    category        varchar(64)  NOT NULL DEFAULT '',
    expires_at      timestamptz,
    collapse        varchar(260),
    state           smallint     NOT NULL DEFAULT 0,
    read_at         timestamptz,
    archived_at     timestamptz,
    PRIMARY KEY (user_id, notification_id)
);
-- A page is a stretch of one of these, wherever it begins.
CREATE INDEX inbox_item_all ON inbox_item (user_id, at DESC, notification_id DESC) WHERE state < 3;
CREATE INDEX inbox_item_state ON inbox_item (user_id, state, at DESC, notification_id DESC) WHERE state < 3;
CREATE INDEX inbox_item_category ON inbox_item (user_id, category, at DESC, notification_id DESC) WHERE state < 3;
CREATE INDEX inbox_item_expiry ON inbox_item (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX inbox_item_expiring ON inbox_item (user_id, expires_at) WHERE state = 0 AND expires_at IS NOT NULL;
CREATE INDEX inbox_item_collapse ON inbox_item (user_id, collapse) WHERE collapse IS NOT NULL;
CREATE INDEX inbox_item_notification ON inbox_item (notification_id);

-- Unread items by category, kept by the triggers below: counting them would take the longer the more there are.
CREATE TABLE inbox_unread (
    user_id  varchar(128) NOT NULL,
    category varchar(64)  NOT NULL,
    n        bigint       NOT NULL,
    PRIMARY KEY (user_id, category)
);

CREATE FUNCTION inbox_unread_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO inbox_unread AS u (user_id, category, n)
    SELECT user_id, category, count(*) FROM added WHERE state = 0 GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (user_id, category) DO UPDATE SET n = u.n + excluded.n;
    RETURN NULL;
END $$;

CREATE FUNCTION inbox_unread_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO inbox_unread AS u (user_id, category, n)
    SELECT user_id, category, sum(d) FROM (
        SELECT user_id, category, 1 AS d FROM after WHERE state = 0
        UNION ALL
        SELECT user_id, category, -1 FROM before WHERE state = 0
    ) AS difference GROUP BY 1, 2 HAVING sum(d) <> 0 ORDER BY 1, 2
    ON CONFLICT (user_id, category) DO UPDATE SET n = u.n + excluded.n;
    RETURN NULL;
END $$;

CREATE FUNCTION inbox_unread_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO inbox_unread AS u (user_id, category, n)
    SELECT user_id, category, -count(*) FROM removed WHERE state = 0 GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (user_id, category) DO UPDATE SET n = u.n + excluded.n;
    RETURN NULL;
END $$;

CREATE TRIGGER inbox_item_added AFTER INSERT ON inbox_item
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION inbox_unread_added();
CREATE TRIGGER inbox_item_changed AFTER UPDATE ON inbox_item
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION inbox_unread_changed();
CREATE TRIGGER inbox_item_removed AFTER DELETE ON inbox_item
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION inbox_unread_removed();

-- version: of what the user was told of the inbox. broadcast: up to where broadcasts have become items.
CREATE TABLE inbox_user (
    user_id   varchar(128) PRIMARY KEY,
    version   bigint       NOT NULL DEFAULT 0,
    broadcast bigint       NOT NULL DEFAULT 0
);

-- "Everything up to here is read", also what has been published and is not an item yet. Without a category: all.
CREATE TABLE inbox_mark (
    user_id  varchar(128) NOT NULL,
    category varchar(64)  NOT NULL,
    at       timestamptz  NOT NULL,
    PRIMARY KEY (user_id, category)
);

CREATE TABLE inbox_preference (
    user_id     varchar(128) PRIMARY KEY,
    -- As the user wrote them, and as the copy beside the user's channel has them.
    preferences varchar      NOT NULL,
    muted       varchar(64)[] NOT NULL DEFAULT '{}'
);

-- Who was a member when: a notification to a room is for its members at the time, also those who have left since.
CREATE TABLE room_stay (
    user_id varchar(128) NOT NULL,
    room    varchar(128) NOT NULL,
    since   timestamptz  NOT NULL,
    until   timestamptz  NOT NULL DEFAULT 'infinity',
    PRIMARY KEY (user_id, room, since)
);
INSERT INTO room_stay (user_id, room, since) SELECT user_id, room, joined_at FROM room_member;

CREATE FUNCTION room_stay_begun() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO room_stay (user_id, room, since) VALUES (NEW.user_id, NEW.room, NEW.joined_at) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE FUNCTION room_stay_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE room_stay SET until = clock_timestamp()
    WHERE user_id = OLD.user_id AND room = OLD.room AND until = 'infinity';
    RETURN NULL;
END $$;
CREATE TRIGGER room_member_begun AFTER INSERT ON room_member FOR EACH ROW EXECUTE FUNCTION room_stay_begun();
CREATE TRIGGER room_member_ended AFTER DELETE ON room_member FOR EACH ROW EXECUTE FUNCTION room_stay_ended();

-- seq is given under a lock (see inbox_broadcast), so that whoever has read up to one has not missed a lower.
CREATE TABLE broadcast (
    seq             bigserial    PRIMARY KEY,
    notification_id uuid         NOT NULL UNIQUE REFERENCES notification ON DELETE CASCADE,
    -- Without a room it is for everyone.
    room            varchar(128),
    at              timestamptz  NOT NULL,
    collapse        varchar(260)
);

CREATE FUNCTION inbox_broadcast(ids uuid[], rooms varchar[], ats timestamptz[], collapses varchar[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(5182740);
    INSERT INTO broadcast (notification_id, room, at, collapse)
    SELECT * FROM unnest(ids, rooms, ats, collapses) AS b (id, room, at, collapse)
    ON CONFLICT (notification_id) DO NOTHING;
END $$;

-- Makes items of the broadcasts that are for the user and are not yet. A user who is known since a moment only may be
-- known longer on another instance, so then they are looked at again next time.
CREATE FUNCTION inbox_sync(who varchar) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    newest bigint;
    reached bigint;
    known timestamptz;
BEGIN
    SELECT max(seq) INTO newest FROM broadcast;
    IF newest IS NULL THEN RETURN; END IF;
    SELECT broadcast INTO reached FROM inbox_user WHERE user_id = who;
    IF reached >= newest THEN RETURN; END IF;
    SELECT first_seen INTO known FROM known_user WHERE id = who;
    INSERT INTO inbox_item (user_id, notification_id, at, category, expires_at, collapse, state, read_at)
    SELECT who, n.id, n.at, n.category, n.expires_at, b.collapse,
        CASE WHEN m.at IS NULL THEN 0 ELSE 1 END, m.at
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
        AND (b.collapse IS NULL OR NOT EXISTS (
            SELECT 1 FROM broadcast AS newer WHERE newer.collapse = b.collapse AND newer.seq > b.seq))
    ON CONFLICT (user_id, notification_id) DO NOTHING;
    IF known < now() - interval '10 seconds' THEN
        INSERT INTO inbox_user AS u (user_id, broadcast) VALUES (who, newest)
        ON CONFLICT (user_id) DO UPDATE SET broadcast = greatest(u.broadcast, excluded.broadcast);
    END IF;
END $$;
CREATE INDEX broadcast_collapse ON broadcast (collapse) WHERE collapse IS NOT NULL;

-- What is unread by now: what has expired since counts no more, also before it is swept up.
CREATE FUNCTION inbox_unread_of(who varchar) RETURNS TABLE (category varchar, n bigint) LANGUAGE sql STABLE AS $$
    SELECT u.category, u.n - coalesce(e.n, 0) FROM inbox_unread AS u LEFT JOIN (
        SELECT category, count(*) AS n FROM inbox_item
        WHERE user_id = who AND state = 0 AND expires_at IS NOT NULL AND expires_at <= now() GROUP BY category
    ) AS e USING (category)
    WHERE u.user_id = who AND u.n - coalesce(e.n, 0) > 0
$$;

-- Changes a user's items. Returns what to tell: how many are unread now, the version, and the items that have changed, up
-- to five hundred; and whether the given ones are the user's at all. One after the other for each user: the lock is the row that has the version.
--   become  'read', 'unread', 'archived' or 'deleted'
--   those   these items; null for all
--   up_to   null, or all that are not newer      within  null, or all of this category
CREATE FUNCTION inbox_change(
    who varchar, become varchar, those uuid[], up_to timestamptz, within varchar, at_time timestamptz,
    OUT unread bigint, OUT told bigint, OUT changed bigint, OUT known boolean, OUT ids uuid[])
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM inbox_sync(who);
    INSERT INTO inbox_user (user_id) VALUES (who) ON CONFLICT DO NOTHING;
    SELECT version INTO told FROM inbox_user WHERE user_id = who FOR UPDATE;
    known := those IS NULL OR EXISTS (
        SELECT 1 FROM inbox_item AS i WHERE i.user_id = who AND i.notification_id = ANY (those)
            AND (i.state < 3 OR become = 'deleted'));
    IF those IS NULL AND become = 'read' THEN
        INSERT INTO inbox_mark AS m (user_id, category, at)
        VALUES (who, coalesce(within, ''), coalesce(up_to, at_time))
        ON CONFLICT (user_id, category) DO UPDATE SET at = greatest(m.at, excluded.at);
    END IF;
    WITH done AS (
        UPDATE inbox_item AS i SET
            state = CASE become WHEN 'read' THEN greatest(state, 1) WHEN 'unread' THEN 0 WHEN 'archived' THEN 2 ELSE 3 END,
            read_at = CASE become WHEN 'read' THEN coalesce(read_at, at_time) WHEN 'unread' THEN NULL ELSE read_at END,
            archived_at = CASE become WHEN 'archived' THEN at_time WHEN 'unread' THEN NULL ELSE archived_at END
        WHERE i.user_id = who
            AND (those IS NULL OR i.notification_id = ANY (those))
            AND (up_to IS NULL OR i.at <= up_to)
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
