-- Messages of rooms that keep theirs, beyond what the log holds.
--
-- ms and seq are the event's id in the log.

CREATE TABLE kept_message (
    room        varchar(128) NOT NULL,
    ms          bigint       NOT NULL,
    seq         bigint       NOT NULL,
    -- The envelope behind the event's name, its content left out.
    body        varchar      NOT NULL,
    -- As JSON; none once the message is deleted.
    content     varchar,
    deleted     boolean      NOT NULL DEFAULT false,
    -- The event that changed it last: an earlier one comes too late.
    revised_ms  bigint       NOT NULL DEFAULT 0,
    revised_seq bigint       NOT NULL DEFAULT 0,
    PRIMARY KEY (room, ms, seq)
);
