-- Adds a task to the schedule, unless an earlier call has added it. The mark in the record outlives the task, so a repeated
-- call adds nothing even after the task has been completed or cancelled.
--
-- KEYS[1] due, sorted by time   KEYS[2] contents, by id
-- KEYS[3] the idempotency record (claim.lua), to which a plus sign is added; with ARGV[4], a separate record of the task
-- ARGV[1] id   ARGV[2] due time, ms since the epoch   ARGV[3] content
-- ARGV[4] for a separate record: the fingerprint   ARGV[5] how long that record is stored, ms
-- Returns 1 if this call has added the task, else 0

local record = redis.call('GET', KEYS[3])
if record and (ARGV[4] or string.sub(record, -1) == '+') then return 0 end

-- Instances of an earlier version add the task without a mark.
local added = redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[3])
if added == 1 then redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1]) end

if ARGV[4] then
  redis.call('SET', KEYS[3], ARGV[4] .. ' 0-0', 'PX', ARGV[5])
elseif record then
  redis.call('SET', KEYS[3], record .. '+', 'KEEPTTL')
end
return added
