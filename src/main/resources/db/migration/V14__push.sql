-- Web Push: the subscriptions of browsers, and the pushes that wait to be sent.

CREATE TABLE push_subscription (
    id             uuid          PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id        varchar(128)  NOT NULL,
    -- The address of the browser at its push service. A secret: never logged and never listed.
    endpoint       varchar(2048) NOT NULL,
    -- SHA-256: the endpoint itself would be too long for an index.
    endpoint_hash  bytea         NOT NULL UNIQUE,
    -- Scheme, host and port of the endpoint.
    origin         varchar(300)  NOT NULL,
    p256dh         bytea         NOT NULL,
    auth           bytea         NOT NULL,
    -- The public VAPID key with which the subscription was created.
    vapid_key      varchar(87)   NOT NULL,
    device         varchar(100),
    expires_at     timestamptz,
    created_at     timestamptz   NOT NULL DEFAULT now(),
    last_pushed_at timestamptz,
    -- Pushes in succession that the push service has refused for good.
    failures       integer       NOT NULL DEFAULT 0
) WITH (fillfactor = 80);
CREATE INDEX push_subscription_by_user ON push_subscription (user_id, created_at);
CREATE INDEX push_subscription_expiry ON push_subscription (expires_at) WHERE expires_at IS NOT NULL;

-- One row for each push that waits or is in progress, deleted with its outcome.
CREATE TABLE push_job (
    id              bigint       GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subscription_id uuid         NOT NULL,
    -- The user of the subscription at that time: a push is dropped if the subscription has moved to another user.
    user_id         varchar(128) NOT NULL,
    -- NULL for a test notification.
    notification_id uuid,
    origin          varchar(300) NOT NULL,
    due             timestamptz  NOT NULL,
    created_at      timestamptz  NOT NULL DEFAULT now(),
    -- Attempts that failed and are repeated.
    attempts        integer      NOT NULL DEFAULT 0,
    -- Whether the push has waited because the user saw a page.
    waited          boolean      NOT NULL DEFAULT false,
    -- The instance that has this push in progress.
    claimed_by      uuid
) WITH (autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX push_job_due ON push_job (origin, due) WHERE claimed_by IS NULL;
-- A test is not added to a subscription that has one.
CREATE INDEX push_job_test ON push_job (subscription_id) WHERE notification_id IS NULL;
CREATE INDEX push_job_claimed ON push_job (claimed_by) WHERE claimed_by IS NOT NULL;

-- The instances that send. An instance increments its beat; another one removes an instance whose beat stands.
CREATE TABLE push_sender (
    instance uuid   PRIMARY KEY,
    beat     bigint NOT NULL DEFAULT 0,
    -- A claim of an earlier epoch has no effect: its sender does not wait for it any more.
    epoch    bigint NOT NULL DEFAULT 0
);

-- The broadcasts that are not yet items of all users with subscriptions: a user up to `reached` has the item.
CREATE TABLE push_broadcast (
    seq     bigint       PRIMARY KEY,
    room    varchar(128),
    at      timestamptz  NOT NULL,
    reached varchar(128) NOT NULL DEFAULT ''
);

-- Registers a subscription and returns its id, which is the same for the same endpoint. Beyond `most` subscriptions of the
-- user, the oldest are deleted.
CREATE FUNCTION push_subscribe(
    who varchar, address varchar, hash bytea, base varchar, public_key bytea, secret bytea, vapid varchar, label varchar,
    expiry timestamptz, most integer)
RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    subscription uuid;
BEGIN
    -- Two registrations of one user must see each other.
    PERFORM pg_advisory_xact_lock(5182742, hashtext(who));
    -- Earlier broadcasts become items now, before the subscription exists: they are not pushed to it.
    PERFORM inbox_sync(who);
    INSERT INTO push_subscription AS s
        (user_id, endpoint, endpoint_hash, origin, p256dh, auth, vapid_key, device, expires_at)
    VALUES (who, address, hash, base, public_key, secret, vapid, label, expiry)
    ON CONFLICT (endpoint_hash) DO UPDATE SET
        user_id = excluded.user_id, p256dh = excluded.p256dh, auth = excluded.auth, vapid_key = excluded.vapid_key,
        device = CASE WHEN s.user_id = excluded.user_id THEN coalesce(excluded.device, s.device) ELSE excluded.device END,
        expires_at = excluded.expires_at,
        created_at = CASE WHEN s.user_id = excluded.user_id THEN s.created_at ELSE now() END,
        last_pushed_at = CASE WHEN s.user_id = excluded.user_id THEN s.last_pushed_at END,
        failures = 0
    RETURNING id INTO subscription;
    DELETE FROM push_subscription WHERE id IN (
        SELECT id FROM push_subscription WHERE user_id = who AND id <> subscription
        ORDER BY created_at DESC, id OFFSET most - 1);
    RETURN subscription;
END $$;

-- Adds the pushes of new items, in the transaction that inserts them: an item and its pushes exist together, whichever way
-- the item came into the inbox.
CREATE FUNCTION push_item_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM push_subscription) THEN RETURN NULL; END IF;
    -- OFFSET 0 keeps the subquery, which uses the index. A join would be planned for the first batch of the session: after a
    -- large one, every later item would scan all subscriptions.
    INSERT INTO push_job (subscription_id, user_id, notification_id, origin, due)
    SELECT s.id, s.user_id, a.notification_id, s.origin, now()
    FROM added AS a CROSS JOIN LATERAL (
        SELECT id, user_id, origin FROM push_subscription WHERE user_id = a.user_id OFFSET 0) AS s
    WHERE a.state = 0;
    RETURN NULL;
END $$;

-- Brings the oldest waiting broadcast into the inboxes of up to `most` further users with subscriptions. Returns the number
-- of these users, or NULL if no broadcast waits or another instance has it in progress.
CREATE FUNCTION push_broadcast_page(most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    page push_broadcast;
    users varchar[];
    who varchar;
BEGIN
    SELECT * INTO page FROM push_broadcast ORDER BY seq LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN RETURN NULL; END IF;
    IF NOT EXISTS (
        SELECT 1 FROM broadcast AS b JOIN notification AS n ON n.id = b.notification_id
        WHERE b.seq = page.seq AND NOT n.withdrawn AND (n.expires_at IS NULL OR n.expires_at > now())) THEN
        DELETE FROM push_broadcast WHERE seq = page.seq;
        RETURN 0;
    END IF;
    IF page.room IS NULL THEN
        users := ARRAY(
            SELECT DISTINCT user_id FROM push_subscription WHERE user_id > page.reached ORDER BY user_id LIMIT most);
    ELSE
        users := ARRAY(
            SELECT DISTINCT m.user_id FROM room_stay AS m
            WHERE m.room = page.room AND m.since <= page.at AND m.until > page.at AND m.user_id > page.reached
                AND EXISTS (SELECT 1 FROM push_subscription AS s WHERE s.user_id = m.user_id)
            ORDER BY 1 LIMIT most);
    END IF;
    FOREACH who IN ARRAY users LOOP
        PERFORM inbox_sync(who);
    END LOOP;
    IF cardinality(users) < most THEN
        DELETE FROM push_broadcast WHERE seq = page.seq;
    ELSE
        UPDATE push_broadcast SET reached = users[most] WHERE seq = page.seq;
    END IF;
    RETURN cardinality(users);
END $$;

-- Lists new broadcasts for push_broadcast_page.
CREATE FUNCTION push_broadcast_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO push_broadcast (seq, room, at)
    SELECT a.seq, a.room, a.at FROM added AS a WHERE EXISTS (SELECT 1 FROM push_subscription);
    RETURN NULL;
END $$;

-- Removes senders, and releases the pushes that they have claimed. A claim holds a lock on the row of its sender: one that is
-- in progress ends first and is released, and one that begins later fails.
CREATE FUNCTION push_remove_senders(instances uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM push_sender WHERE instance = ANY (instances) ORDER BY instance FOR UPDATE;
    DELETE FROM push_sender WHERE instance = ANY (instances);
    UPDATE push_job SET claimed_by = NULL, due = now() WHERE claimed_by = ANY (instances);
END $$;

-- Begins an epoch of a sender: releases its claims except those of pushes that it has in progress (`busy`). Afterwards claims and
-- calls of this function for earlier epochs fail, so a statement that is executed late releases or claims nothing.
CREATE FUNCTION push_begin_epoch(sender uuid, next_epoch bigint, busy bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE push_sender SET epoch = next_epoch WHERE instance = sender AND epoch < next_epoch;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the sender is not registered, or in a later epoch' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    UPDATE push_job SET claimed_by = NULL, due = now() WHERE claimed_by = sender AND id <> ALL (busy);
END $$;

-- Claims pushes that are due: up to `counts` for each of `origins`, the oldest first, except `busy`: an outcome that makes a push due
-- again may be stored before its sender knows. Returns them with what decides on them. The columns of the subscription are NULL if
-- it does not exist any more or has moved, those of the item if the inbox lacks it.
-- The planner does not know the counts and would compile the query, which takes a hundred times longer than its execution.
CREATE FUNCTION push_claim(sender uuid, in_epoch bigint, origins varchar[], counts integer[], busy bigint[])
RETURNS TABLE (
    job bigint, service varchar, who varchar, notification uuid, since timestamptz, tries integer, has_waited boolean,
    address varchar, public_key bytea, secret bytea, vapid varchar,
    unread boolean, category varchar, critical boolean, expiry timestamptz, collapse varchar, preferences varchar, badge bigint)
LANGUAGE plpgsql SET jit = off AS $$
#variable_conflict use_column
DECLARE
    taken bigint[];
BEGIN
    PERFORM 1 FROM push_sender AS s WHERE s.instance = sender AND s.epoch = in_epoch FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the sender is not registered, or in a later epoch' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    taken := ARRAY(
        SELECT due_now.id FROM unnest(origins, counts) AS o (origin, most) CROSS JOIN LATERAL (
            SELECT j.id FROM push_job AS j WHERE j.claimed_by IS NULL AND j.origin = o.origin AND j.due <= now() AND j.id <> ALL (busy)
            ORDER BY j.due LIMIT o.most FOR UPDATE SKIP LOCKED) AS due_now);
    UPDATE push_job SET claimed_by = sender WHERE id = ANY (taken);
    RETURN QUERY
        SELECT j.id, j.origin, j.user_id, j.notification_id, j.created_at, j.attempts, j.waited,
            s.endpoint, s.p256dh, s.auth, s.vapid_key,
            i.state = 0 AND NOT n.withdrawn, n.category, n.critical, i.expires_at, i.collapse, p.preferences,
            (SELECT coalesce(sum(u.n), 0)::bigint FROM inbox_unread_of(j.user_id) AS u)
        FROM push_job AS j
        LEFT JOIN push_subscription AS s ON s.id = j.subscription_id AND s.user_id = j.user_id
            AND (s.expires_at IS NULL OR s.expires_at > now())
        LEFT JOIN inbox_item AS i ON i.user_id = j.user_id AND i.notification_id = j.notification_id
        LEFT JOIN notification AS n ON n.id = i.notification_id
        LEFT JOIN inbox_preference AS p ON p.user_id = j.user_id
        WHERE j.id = ANY (taken) ORDER BY j.due;
END $$;

-- Records the outcomes of pushes, and returns how many subscriptions it has deleted. A push that does not exist any more is
-- ignored, so the call can be repeated.
--   outcomes  `pushed`; `gone`: the subscription does not exist; `refused`: by the push service, for good; `failed`: for another
--             reason; `dropped`: not to be sent any more; `later`: due again at `dues`
--   tries, waits  for `later`: the number of attempts, and whether the push has waited for a visible page
-- A subscription is deleted if it is gone, or if its push service has refused ten pushes and accepted none. Subscriptions and
-- facts are locked in the order of their keys, so that two instances do not deadlock.
CREATE FUNCTION push_finish(
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
        RETURNING j.subscription_id, j.notification_id, o.outcome
    ), affected AS (
        SELECT subscription_id, bool_or(outcome = 'pushed') AS pushed, bool_or(outcome = 'gone') AS gone,
            count(*) FILTER (WHERE outcome = 'refused') AS refused
        FROM done WHERE outcome IN ('pushed', 'gone', 'refused') GROUP BY 1
    ), decided AS (
        SELECT s.id, a.pushed, a.refused, a.gone
            OR (NOT a.pushed AND a.refused > 0 AND s.last_pushed_at IS NULL AND s.failures + a.refused >= 10) AS ends
        FROM push_subscription AS s JOIN affected AS a ON a.subscription_id = s.id ORDER BY s.id FOR UPDATE OF s
    ), ended AS (
        DELETE FROM push_subscription AS s USING decided AS d WHERE s.id = d.id AND d.ends RETURNING s.id
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
    )
    SELECT count(*) INTO deleted FROM ended;
    RETURN deleted;
END $$;
