-- Rooms that are something other than private and open, and who belongs to a room. A room may have members without a row.
CREATE TABLE room (
    name       varchar(128) PRIMARY KEY,
    visibility varchar(16)  NOT NULL,
    kind       varchar(16)  NOT NULL,
    keep       varchar(32),
    created_at timestamptz  NOT NULL DEFAULT now()
);

CREATE TABLE room_member (
    room      varchar(128) NOT NULL,
    user_id   varchar(128) NOT NULL,
    joined_at timestamptz  NOT NULL DEFAULT now(),
    PRIMARY KEY (room, user_id)
);

-- What a connection asks: where somebody belongs.
CREATE INDEX room_member_by_user ON room_member (user_id);
