-- Forgets what has been done, unless it was put on the schedule again meanwhile.
--
-- KEYS[1] due, sorted by time   KEYS[2] contents, by id   KEYS[3] begun
-- ARGV[1] id

redis.call('ZREM', KEYS[3], ARGV[1])
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then redis.call('HDEL', KEYS[2], ARGV[1]) end
return 1
