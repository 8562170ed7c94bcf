-- Tokens that are not to be taken any more. The service keeps a copy in memory on every instance.

CREATE TABLE revocation_before (
    user_id varchar(128) PRIMARY KEY,
    before  timestamptz NOT NULL
);

CREATE TABLE revocation_token (
    user_id varchar(128) NOT NULL,
    jti     varchar(256) NOT NULL,
    PRIMARY KEY (user_id, jti)
);
