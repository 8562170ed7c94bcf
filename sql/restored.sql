-- Run this once after PostgreSQL was restored from a backup. Clients ignore an inbox.changed whose version is not above the last one
-- that they know, and a backup has earlier versions. A user whose first change came after the backup has no row here: such a client follows
-- again when its page is reloaded.
UPDATE inbox_user SET version = version + 1000000;
