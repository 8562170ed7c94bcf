-- Hooks: the addresses to which the service sends events, and the events.
--
-- An event is staged in the transaction that causes it (hook_staged), or in a stream of Redis. One instance at a time moves staged
-- events to hook_event: one row for each hook that receives the event. Rows of a hook therefore have ids in the order of their
-- commits.

-- A configured hook. Each instance renews seen_at; a hook that is no longer configured is removed after a day.
CREATE TABLE hook (
    name          varchar(64)   PRIMARY KEY,
    -- The types of events that it receives. Others are not staged.
    types         varchar(64)[] NOT NULL,
    seen_at       timestamptz   NOT NULL DEFAULT now(),
    -- Since when every attempt has failed.
    failing_since timestamptz,
    disabled_at   timestamptz,
    -- The instance that sends the events of the hook.
    owner         uuid,
    lease_until   timestamptz
);

CREATE TABLE hook_staged (
    id      bigint       GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type    varchar(64)  NOT NULL,
    -- The channel of the user that the event is about. Its events are sent in order.
    subject varchar(140) NOT NULL,
    at      timestamptz  NOT NULL DEFAULT clock_timestamp(),
    data    varchar      NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.05);

-- state: 0 waiting, 1 delivered, 2 failed.
CREATE TABLE hook_event (
    id            bigint       GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hook          varchar(64)  NOT NULL REFERENCES hook ON DELETE CASCADE,
    -- What was staged: a repeated move does not add it again.
    source        varchar(64)  NOT NULL,
    type          varchar(64)  NOT NULL,
    subject       varchar(140) NOT NULL,
    at            timestamptz  NOT NULL,
    data          varchar      NOT NULL,
    state         smallint     NOT NULL DEFAULT 0,
    -- When its first attempt failed.
    failing_since timestamptz,
    ended_at      timestamptz,
    UNIQUE (hook, source)
) WITH (autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX hook_event_page ON hook_event (hook, id);
CREATE INDEX hook_event_waiting ON hook_event (hook, id) WHERE state = 0;
CREATE INDEX hook_event_subject ON hook_event (hook, subject, id) WHERE state = 0;
CREATE INDEX hook_event_failed ON hook_event (hook) WHERE state = 2;
CREATE INDEX hook_event_ended ON hook_event (ended_at) WHERE state > 0;

CREATE FUNCTION hook_receives(type varchar) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM hook WHERE type = ANY (types))
$$;

-- The data of an event about a notification. Neither names of users nor ids contain characters that need escaping.
CREATE FUNCTION hook_notification(who varchar, notification uuid) RETURNS varchar LANGUAGE sql IMMUTABLE AS $$
    SELECT '{"user":"' || who || '","id":"' || notification || '"}'
$$;

CREATE FUNCTION hook_failure(who varchar, notification uuid, reason varchar) RETURNS varchar LANGUAGE sql IMMUTABLE AS $$
    SELECT '{"id":"' || notification || '","user":"' || who || '","reason":"' || reason || '"}'
$$;

-- Stages notification.read and notification.archived for the items that a statement has changed.
CREATE FUNCTION hook_item_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT hook_receives('notification.read') AND NOT hook_receives('notification.archived') THEN RETURN NULL; END IF;
    INSERT INTO hook_staged (type, subject, data)
    SELECT e.type, 'user:' || a.user_id, hook_notification(a.user_id, a.notification_id)
    FROM after AS a JOIN before AS b USING (user_id, notification_id)
    CROSS JOIN LATERAL (VALUES
        ('notification.read', a.read_at IS NOT NULL AND b.read_at IS NULL),
        ('notification.archived', a.state = 2 AND b.state <> 2)) AS e (type, happened)
    WHERE a.state < 3 AND e.happened
    ORDER BY a.at, a.seq, a.notification_id, e.type DESC;
    RETURN NULL;
END $$;

-- Stages notification.read for the items that are inserted as read, because a mark of the user covers them.
CREATE FUNCTION hook_item_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT hook_receives('notification.read') THEN RETURN NULL; END IF;
    INSERT INTO hook_staged (type, subject, data)
    SELECT 'notification.read', 'user:' || user_id, hook_notification(user_id, notification_id)
    FROM added WHERE state = 1 ORDER BY at, seq, notification_id;
    RETURN NULL;
END $$;

-- Stages notification.failed for the users who have not read a notification whose escalation has failed, up to a thousand.
CREATE FUNCTION hook_escalation_failed(notification uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO hook_staged (type, subject, data)
    SELECT 'notification.failed', 'user:' || user_id, hook_failure(user_id, notification_id, 'escalation.failed')
    FROM inbox_item WHERE notification_id = notification AND state = 0 AND hook_receives('notification.failed')
    ORDER BY user_id LIMIT 1000
$$;

-- As before; and stages push.gone for each subscription that it deletes, and notification.failed for each push that has failed for
-- good.
CREATE OR REPLACE FUNCTION push_finish(
    sender uuid, ids bigint[], outcomes varchar[], dues timestamptz[], tries integer[], waits boolean[])
RETURNS bigint LANGUAGE plpgsql SET jit = off AS $$
DECLARE
    deleted bigint;
BEGIN
    UPDATE push_job AS j SET claimed_by = NULL, due = o.due, attempts = o.attempts, waited = o.waited
    FROM unnest(ids, outcomes, dues, tries, waits) AS o (id, outcome, due, attempts, waited)
    WHERE j.id = o.id AND j.claimed_by = sender AND o.outcome = 'later';

    WITH done AS (
        DELETE FROM push_job AS j USING unnest(ids, outcomes) AS o (id, outcome)
        WHERE j.id = o.id AND o.outcome <> 'later'
        RETURNING j.id, j.user_id, j.subscription_id, j.notification_id, o.outcome
    ), affected AS (
        SELECT subscription_id, bool_or(outcome = 'pushed') AS pushed, bool_or(outcome = 'gone') AS gone,
            count(*) FILTER (WHERE outcome = 'refused') AS refused
        FROM done WHERE outcome IN ('pushed', 'gone', 'refused') GROUP BY 1
    ), decided AS (
        SELECT s.id, a.pushed, a.refused, a.gone
            OR (NOT a.pushed AND a.refused > 0 AND s.last_pushed_at IS NULL AND s.failures + a.refused >= 10) AS ends
        FROM push_subscription AS s JOIN affected AS a ON a.subscription_id = s.id ORDER BY s.id FOR UPDATE OF s
    ), ended AS (
        DELETE FROM push_subscription AS s USING decided AS d WHERE s.id = d.id AND d.ends RETURNING s.id, s.user_id
    ), kept AS (
        UPDATE push_subscription AS s SET
            last_pushed_at = CASE WHEN d.pushed THEN now() ELSE s.last_pushed_at END,
            failures = CASE WHEN d.pushed THEN 0 ELSE s.failures + d.refused END
        FROM decided AS d WHERE s.id = d.id AND NOT d.ends
    ), counted AS (
        INSERT INTO notification_fact AS f (notification_id, pushed, push_failed)
        SELECT notification_id, count(*) FILTER (WHERE outcome = 'pushed'), count(*) FILTER (WHERE outcome <> 'pushed')
        FROM done WHERE notification_id IS NOT NULL AND outcome <> 'dropped' GROUP BY 1 ORDER BY 1
        ON CONFLICT (notification_id) DO UPDATE
        SET pushed = f.pushed + excluded.pushed, push_failed = f.push_failed + excluded.push_failed
    ), staged AS (
        INSERT INTO hook_staged (type, subject, data)
        SELECT e.type, e.subject, e.data FROM (
            SELECT 'notification.failed' AS type, 'user:' || user_id AS subject,
                hook_failure(user_id, notification_id, 'push.' || outcome) AS data, id AS place
            FROM done WHERE notification_id IS NOT NULL AND outcome IN ('gone', 'refused', 'failed')
            UNION ALL
            SELECT 'push.gone', 'user:' || user_id, '{"user":"' || user_id || '","subscription":"' || id || '"}', NULL
            FROM ended
        ) AS e WHERE hook_receives(e.type) ORDER BY e.place NULLS LAST
    )
    SELECT count(*) INTO deleted FROM ended;
    RETURN deleted;
END $$;
