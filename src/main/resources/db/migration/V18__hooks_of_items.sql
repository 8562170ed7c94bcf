-- Stages events for each item that is inserted or changed.

-- Longer than deadlock_timeout, after which an autovacuum of the table gives way.
SET LOCAL lock_timeout = '3s';
CREATE TRIGGER hook_item_added AFTER INSERT ON inbox_item
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION hook_item_added();
CREATE TRIGGER hook_item_changed AFTER UPDATE ON inbox_item
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION hook_item_changed();
