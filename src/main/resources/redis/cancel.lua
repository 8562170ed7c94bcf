-- Cancels a scheduled task that no instance has started.
--
-- KEYS[1] due, sorted by time   KEYS[2] contents, by id
-- ARGV[1] id
-- Returns 1 if the task was cancelled, else 0

if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('HDEL', KEYS[2], ARGV[1])
return 1
