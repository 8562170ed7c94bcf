-- Users known from an earlier request: who is meant by a notification to everyone.
-- varchar and not text: the schema check of the persistence layer tells them apart.
CREATE TABLE known_user (
    id         varchar(128) PRIMARY KEY,
    first_seen timestamptz  NOT NULL DEFAULT now()
);
