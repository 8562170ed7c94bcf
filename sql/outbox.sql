-- The outbox of Herald, for the database of your own service: PostgreSQL 14 or later, no superuser, no extension.
--
--   psql -1 -v ON_ERROR_STOP=1 -f outbox.sql
--
-- Creates the schema herald with the functions that your service calls in its own transactions:
--
--   herald.notify(notification jsonb, key text)                                    what POST /api/v1/notifications accepts
--   herald.publish(channel text, event text, data jsonb, key text, ephemeral boolean, conflate text)
--                                                                  what POST /api/v1/channels/{channel}/events accepts
--   herald.retry(id bigint)                                                        returns a row from herald.dead to the outbox
--
-- Each returns the id of the row. The script can be run again, also over an earlier version. For another schema, replace the
-- word herald: sed 's/\bherald\b/push/g'. docs/outbox.md describes the guarantees.
--
-- Grants. The functions run with the rights of the role that runs this script, so a service needs no right on the tables:
--
--   GRANT USAGE ON SCHEMA herald TO my_service;
--
-- The role with which Herald connects:
--
--   GRANT USAGE ON SCHEMA herald TO herald_reader;
--   GRANT SELECT, DELETE ON herald.outbox TO herald_reader;
--   GRANT SELECT, INSERT ON herald.dead TO herald_reader;
--   GRANT SELECT ON SEQUENCE herald.outbox_position TO herald_reader;

CREATE SCHEMA IF NOT EXISTS herald;

-- Numbers rows, and orders them: see outbox.position. Must not cache: a session would use its numbers later.
CREATE SEQUENCE IF NOT EXISTS herald.outbox_position AS bigint CACHE 1;

-- The time of the last NOTIFY, in milliseconds. A sequence, because its value is visible before the commit and never locked.
CREATE SEQUENCE IF NOT EXISTS herald.outbox_wakeup AS bigint CACHE 1;

-- Rows that Herald has not sent yet. Rows are written by the functions below only.
CREATE TABLE IF NOT EXISTS herald.outbox (
    id         bigint PRIMARY KEY,
    -- The order in which rows are sent. A row with a key gets its position when its transaction commits, any other row when it is
    -- inserted.
    position   bigint,
    -- Herald's instances divide the rows by slot. All rows with the same key are in the same slot.
    slot       smallint    NOT NULL CHECK (slot BETWEEN 0 AND 15),
    key        text,
    -- Null for a notification.
    channel    text,
    event      text,
    ephemeral  boolean     NOT NULL DEFAULT false,
    conflate   text,
    -- The notification, or the data of the event.
    content    jsonb       NOT NULL,
    -- The length of the content as text.
    size       integer     NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((channel IS NULL) = (event IS NULL))
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE INDEX IF NOT EXISTS outbox_slot ON herald.outbox (slot, position) WHERE position IS NOT NULL;

-- Rows that Herald has rejected permanently. A row with a key holds up the later rows with its key until herald.retry(id) sends it
-- again, or until it is deleted.
CREATE TABLE IF NOT EXISTS herald.dead (
    id          bigint PRIMARY KEY,
    slot        smallint    NOT NULL,
    key         text,
    channel     text,
    event       text,
    ephemeral   boolean     NOT NULL,
    conflate    text,
    content     jsonb       NOT NULL,
    size        integer     NOT NULL,
    created_at  timestamptz NOT NULL,
    rejected_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    reason      text        NOT NULL
);

-- The place of the row among those with its key. Not in CREATE TABLE: the table may be one of an earlier version.
ALTER TABLE herald.dead ADD COLUMN IF NOT EXISTS position bigint;

CREATE INDEX IF NOT EXISTS dead_key ON herald.dead (key, position) WHERE key IS NOT NULL;
CREATE INDEX IF NOT EXISTS dead_position ON herald.dead (position) WHERE key IS NOT NULL;

-- Runs at the end of the transaction, before its commit. A row with a key gets its position here, so that positions follow the
-- order of the commits and not that of the inserts: a transaction whose insert came first may commit last.
--
-- NOTIFY only shortens the wait of Herald, which polls. It is limited to one in 50 ms, because PostgreSQL commits transactions with
-- a NOTIFY one after the other.
CREATE OR REPLACE FUNCTION herald.outbox_before_commit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    now_ms  bigint := extract(epoch FROM clock_timestamp()) * 1000;
    last_ms bigint;
BEGIN
    IF NEW.position IS NULL THEN
        UPDATE herald.outbox SET position = nextval('herald.outbox_position') WHERE id = NEW.id;
    END IF;
    SELECT last_value INTO last_ms FROM herald.outbox_wakeup;
    IF abs(now_ms - last_ms) >= 50 THEN
        PERFORM setval('herald.outbox_wakeup', now_ms);
        PERFORM pg_notify(TG_TABLE_SCHEMA || '.outbox', '');
    END IF;
    RETURN NULL;
END
$$;

DROP TRIGGER IF EXISTS before_commit ON herald.outbox;
CREATE CONSTRAINT TRIGGER before_commit AFTER INSERT ON herald.outbox
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION herald.outbox_before_commit();

-- Inserts a row and returns its id. Herald relies on the order of the first two statements: a number is never older than the
-- transaction that uses it.
CREATE OR REPLACE FUNCTION herald.outbox_insert(
    key text, channel text, event text, ephemeral boolean, conflate text, content jsonb) RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    transaction xid8 := pg_current_xact_id();
    row_id      bigint := nextval('herald.outbox_position');
BEGIN
    INSERT INTO herald.outbox (id, position, slot, key, channel, event, ephemeral, conflate, content, size)
    VALUES (
        row_id,
        CASE WHEN outbox_insert.key IS NULL THEN row_id END,
        CASE WHEN outbox_insert.key IS NULL THEN row_id % 16
             ELSE get_byte(sha256(convert_to(outbox_insert.key, 'UTF8')), 0) % 16 END,
        outbox_insert.key, outbox_insert.channel, outbox_insert.event, outbox_insert.ephemeral, outbox_insert.conflate,
        outbox_insert.content, octet_length(outbox_insert.content::text));
    RETURN row_id;
END
$$;
REVOKE EXECUTE ON FUNCTION herald.outbox_insert(text, text, text, boolean, text, jsonb) FROM PUBLIC;

-- Returns what is wrong with a value, by kind; null if it is fine. JSON null counts as absent.
CREATE OR REPLACE FUNCTION herald.outbox_violation(name text, value jsonb, kind text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    type  text := jsonb_typeof(value);
    plain text := value #>> '{}';
BEGIN
    IF value IS NULL OR type = 'null' THEN
        RETURN NULL;
    ELSIF kind = 'object' THEN
        RETURN CASE WHEN type <> 'object' THEN name || ' must be an object' END;
    ELSIF kind = 'boolean' THEN
        RETURN CASE WHEN type <> 'boolean' THEN name || ' must be true or false' END;
    ELSIF type <> 'string' THEN
        RETURN name || ' must be a string';
    END IF;
    RETURN CASE kind
        WHEN 'type' THEN CASE WHEN plain NOT IN ('info', 'success', 'warning', 'error')
            THEN name || ' must be one of error, info, success, warning' END
        WHEN 'title' THEN CASE WHEN length(plain) NOT BETWEEN 1 AND 500
            THEN name || ' must have 1 to 500 characters' END
        WHEN 'body' THEN CASE WHEN length(plain) > 10000
            THEN name || ' must have at most 10000 characters' END
        WHEN 'name' THEN CASE WHEN plain !~ '^[A-Za-z0-9._@:+|=~-]{1,128}$'
            THEN name || ' must be 1 to 128 of A-Z a-z 0-9 . _ @ : + | = ~ -' END
        WHEN 'word' THEN CASE WHEN plain !~ '^[A-Za-z0-9._-]{1,64}$'
            THEN name || ' must be 1 to 64 of A-Z a-z 0-9 . _ -' END
        WHEN 'link' THEN CASE WHEN plain !~* '^(https?://[^/]|/$|/[^/\\])' OR length(plain) > 2048
            THEN name || ' must be an https or http URL or a path, of at most 2048 characters' END
        WHEN 'duration' THEN CASE WHEN plain !~* '^[+-]?P[0-9T.+-]*[0-9][DHMS]' OR plain ~ '[[:space:]]'
            THEN name || ' must be an ISO-8601 duration such as PT30S' END
        WHEN 'time' THEN CASE WHEN plain !~ '^\d{4}-\d\d-\d\dT\d\d:\d\d'
            THEN name || ' must be a time such as 2026-11-20T15:00:00Z' END
    END;
END
$$;

-- Returns what is wrong with the recipients of a notification; null if they are fine. The names of the service's own rooms begin with
-- the word that is replaced for another schema, so the pattern does not contain it.
CREATE OR REPLACE FUNCTION herald.outbox_target_violation(target jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    users   jsonb := nullif(target -> 'users', 'null');
    room    jsonb := nullif(target -> 'room', 'null');
    unknown text;
BEGIN
    IF target IS NULL OR target = 'null' THEN
        RETURN 'to is required: {"users":[…]}, {"room":…} or {"everyone":true}';
    ELSIF jsonb_typeof(target) <> 'object' THEN
        RETURN 'to must be an object';
    END IF;
    SELECT string_agg('to.' || field, ', ') INTO unknown
        FROM jsonb_object_keys(target) field WHERE field NOT IN ('users', 'room', 'everyone');
    IF unknown IS NOT NULL THEN
        RETURN unknown || ' is unknown';
    ELSIF jsonb_typeof(target -> 'everyone') NOT IN ('boolean', 'null') THEN
        RETURN 'to.everyone must be true or false';
    ELSIF (users IS NOT NULL)::int + (room IS NOT NULL)::int + coalesce(target -> 'everyone' = 'true', false)::int <> 1 THEN
        RETURN 'to must name exactly one of users, room and everyone';
    ELSIF room IS NOT NULL THEN
        RETURN coalesce(
            herald.outbox_violation('to.room', room, 'name'),
            CASE WHEN room #>> '{}' ~ '^[h]erald\.' THEN 'to.room is reserved for the service' END);
    ELSIF users IS NULL THEN
        RETURN NULL;
    ELSIF jsonb_typeof(users) <> 'array' OR jsonb_array_length(users) NOT BETWEEN 1 AND 10000 THEN
        RETURN 'to.users must be an array of 1 to 10000 names';
    END IF;
    RETURN (SELECT herald.outbox_violation('to.users[' || n - 1 || ']', coalesce(nullif(one, 'null'), '0'), 'name')
        FROM jsonb_array_elements(users) WITH ORDINALITY AS list (one, n)
        WHERE jsonb_typeof(one) <> 'string' OR one #>> '{}' !~ '^[A-Za-z0-9._@:+|=~-]{1,128}$' LIMIT 1);
END
$$;

-- Fails with all violations in one message.
CREATE OR REPLACE FUNCTION herald.outbox_check(function text, violations text[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    violations := array_remove(violations, NULL);
    IF cardinality(violations) > 0 THEN
        RAISE EXCEPTION '%: %', function, array_to_string(violations, '; ') USING ERRCODE = 'invalid_parameter_value';
    END IF;
END
$$;

-- The content of an event may have 64 KiB in compact form. As text, jsonb is at most half as long again. Larger content fails here;
-- Herald checks the exact size.
CREATE OR REPLACE FUNCTION herald.outbox_size_violation(name text, content jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN octet_length(content::text) > 98304 THEN name || ' is too large: an event may have 64 KiB' END
$$;

CREATE OR REPLACE FUNCTION herald.outbox_key_violation(key text) RETURNS text
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN length(key) NOT BETWEEN 1 AND 255 THEN 'key must have 1 to 255 characters' END
$$;

CREATE OR REPLACE FUNCTION herald.notify(notification jsonb, key text DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    escalate   jsonb := nullif(notification -> 'escalate', 'null');
    violations text[];
BEGIN
    IF notification IS NULL OR jsonb_typeof(notification) <> 'object' THEN
        PERFORM herald.outbox_check('herald.notify', ARRAY['the notification must be a JSON object']);
    END IF;
    SELECT array_agg(field || ' is unknown') INTO violations FROM jsonb_object_keys(notification) field
        WHERE field NOT IN ('to', 'type', 'title', 'body', 'category', 'critical', 'link', 'data', 'ttl', 'deliverAt',
            'collapseKey', 'escalate');
    violations := violations || ARRAY[
        herald.outbox_target_violation(notification -> 'to'),
        CASE WHEN coalesce(notification -> 'type', 'null') = 'null'
            THEN 'type is required: one of error, info, success, warning' END,
        CASE WHEN coalesce(notification -> 'title', 'null') = 'null' THEN 'title is required' END,
        herald.outbox_violation('type', notification -> 'type', 'type'),
        herald.outbox_violation('title', notification -> 'title', 'title'),
        herald.outbox_violation('body', notification -> 'body', 'body'),
        herald.outbox_violation('category', notification -> 'category', 'word'),
        herald.outbox_violation('critical', notification -> 'critical', 'boolean'),
        herald.outbox_violation('link', notification -> 'link', 'link'),
        herald.outbox_violation('data', notification -> 'data', 'object'),
        herald.outbox_violation('ttl', notification -> 'ttl', 'duration'),
        herald.outbox_violation('deliverAt', notification -> 'deliverAt', 'time'),
        herald.outbox_violation('collapseKey', notification -> 'collapseKey', 'name'),
        herald.outbox_violation('escalate', escalate, 'object'),
        herald.outbox_size_violation('the notification', notification - 'to'),
        herald.outbox_key_violation(key)];
    IF jsonb_typeof(escalate) = 'object' THEN
        violations := violations || ARRAY[
            CASE WHEN coalesce(escalate -> 'after', 'null') = 'null' THEN 'escalate.after is required' END,
            CASE WHEN coalesce(escalate -> 'webhook', 'null') = 'null' THEN 'escalate.webhook is required' END,
            herald.outbox_violation('escalate.after', escalate -> 'after', 'duration'),
            herald.outbox_violation('escalate.webhook', escalate -> 'webhook', 'title')];
    END IF;
    PERFORM herald.outbox_check('herald.notify', violations);
    RETURN herald.outbox_insert(key, NULL, NULL, false, NULL, notification);
END
$$;

CREATE OR REPLACE FUNCTION herald.publish(
    channel text, event text, data jsonb, key text DEFAULT NULL, ephemeral boolean DEFAULT false, conflate text DEFAULT NULL)
    RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM herald.outbox_check('herald.publish', ARRAY[
        CASE WHEN coalesce(channel, '') !~ '^(everyone|(user|room):[A-Za-z0-9._@:+|=~-]{1,128})$'
            THEN 'channel must be user:<id>, room:<name> or everyone'
        WHEN channel ~ '^room:[h]erald\.' THEN 'channel is reserved for the service' END,
        CASE WHEN coalesce(event, '') !~ '^[A-Za-z0-9._-]{1,64}$' THEN 'event must be 1 to 64 of A-Z a-z 0-9 . _ -'
        WHEN event ~ '^(ready|reset|evicted|unavailable|hb|ack|error|open|notification|message)$'
            OR event ~ '^(presence|typing|inbox|room|notification|message|session)\.'
            THEN 'event is reserved for the service' END,
        CASE WHEN data IS NULL THEN 'data is required' END,
        CASE WHEN ephemeral IS NULL THEN 'ephemeral must be true or false' END,
        herald.outbox_violation('conflate', to_jsonb(conflate), 'name'),
        herald.outbox_size_violation('data', data),
        herald.outbox_key_violation(key)]);
    RETURN herald.outbox_insert(key, channel, event, ephemeral, conflate, data);
END
$$;

-- A row with a key returns to its place, before the rows that it has held up.
CREATE OR REPLACE FUNCTION herald.retry(id bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    transaction xid8 := pg_current_xact_id();
BEGIN
    WITH rejected AS (DELETE FROM herald.dead d WHERE d.id = retry.id RETURNING d.*)
    INSERT INTO herald.outbox (id, position, slot, key, channel, event, ephemeral, conflate, content, size)
    SELECT r.id, CASE WHEN r.key IS NULL THEN nextval('herald.outbox_position') ELSE r.position END, r.slot, r.key, r.channel,
        r.event, r.ephemeral, r.conflate, r.content, r.size
    FROM rejected r;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'herald.retry: herald.dead has no row %', retry.id USING ERRCODE = 'no_data_found';
    END IF;
    RETURN retry.id;
END
$$;
