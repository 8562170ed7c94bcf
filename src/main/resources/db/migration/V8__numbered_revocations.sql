-- A number for each revocation, in the order of their commits: an instance that has read up to one reads on from there. The number is
-- taken under a lock that ends with the transaction, and by a trigger, so that instances of an older version number theirs too.
SET LOCAL lock_timeout = '3s';

CREATE SEQUENCE revocation_seq;

ALTER TABLE revocation_before ADD COLUMN seq bigint NOT NULL DEFAULT 0;
-- stored_at: the token was issued earlier. Revocations that no valid token can be subject to are deleted by it.
ALTER TABLE revocation_token
    ADD COLUMN seq       bigint      NOT NULL DEFAULT 0,
    ADD COLUMN stored_at timestamptz NOT NULL DEFAULT now();

CREATE FUNCTION revocation_numbered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(5182742);
    NEW.seq = nextval('revocation_seq');
    RETURN NEW;
END $$;
CREATE TRIGGER revocation_before_numbered BEFORE INSERT OR UPDATE ON revocation_before
    FOR EACH ROW EXECUTE FUNCTION revocation_numbered();
CREATE TRIGGER revocation_token_numbered BEFORE INSERT OR UPDATE ON revocation_token
    FOR EACH ROW EXECUTE FUNCTION revocation_numbered();

UPDATE revocation_before SET seq = 0;
UPDATE revocation_token SET seq = 0;

CREATE INDEX revocation_before_seq ON revocation_before (seq);
CREATE INDEX revocation_token_seq ON revocation_token (seq);
CREATE INDEX revocation_before_age ON revocation_before (before);
CREATE INDEX revocation_token_age ON revocation_token (stored_at);
