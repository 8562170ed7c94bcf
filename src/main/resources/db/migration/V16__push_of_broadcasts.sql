-- Lists each broadcast that is inserted, so that it becomes an item of the users with subscriptions.

-- Longer than deadlock_timeout, after which an autovacuum of the table gives way.
SET LOCAL lock_timeout = '3s';
CREATE TRIGGER push_broadcast_added AFTER INSERT ON broadcast
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION push_broadcast_added();
