-- Removes a completed task, unless it was added to the schedule again while it ran.
--
-- KEYS[1] due, sorted by time   KEYS[2] contents, by id   KEYS[3] started
-- ARGV[1] id

redis.call('ZREM', KEYS[3], ARGV[1])
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then redis.call('HDEL', KEYS[2], ARGV[1]) end
return 1
