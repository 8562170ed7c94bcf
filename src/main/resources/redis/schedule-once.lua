-- Adds a task to the schedule, unless an earlier call has added it. A mark in the record outlives the task: a repeat adds
-- nothing after the task has been done or cancelled, either.
--
-- KEYS[1] due, sorted by time   KEYS[2] contents, by id
-- KEYS[3] the record of the claim (claim.lua), which gets a plus sign; with ARGV[4] a record of the task's own
-- ARGV[1] id   ARGV[2] when, ms since the epoch   ARGV[3] content
-- ARGV[4] for a record of its own: the fingerprint   ARGV[5] and how long that is kept, ms
-- Returns 1 if this call has added the task, else 0

local record = redis.call('GET', KEYS[3])
if record and (ARGV[4] or string.sub(record, -1) == '+') then return 0 end

-- Earlier versions add the task without a mark.
local added = redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[3])
if added == 1 then redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1]) end

if ARGV[4] then
  redis.call('SET', KEYS[3], ARGV[4] .. ' 0-0', 'PX', ARGV[5])
elseif record then
  redis.call('SET', KEYS[3], record .. '+', 'KEEPTTL')
end
return added
