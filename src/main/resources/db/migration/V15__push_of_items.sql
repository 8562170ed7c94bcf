-- Adds the pushes of each item that is inserted.

-- Longer than deadlock_timeout, after which an autovacuum of the table gives way.
SET LOCAL lock_timeout = '3s';
CREATE TRIGGER push_item_added AFTER INSERT ON inbox_item
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION push_item_added();
