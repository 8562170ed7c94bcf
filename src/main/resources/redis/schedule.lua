-- Adds a task to the schedule. Replaces time and content of a task with the same id.
--
-- KEYS[1] due, sorted by time   KEYS[2] contents, by id
-- ARGV[1] id   ARGV[2] due time, ms since the epoch   ARGV[3] content

redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
return 1
