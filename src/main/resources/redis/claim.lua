-- Creates an idempotency record, or returns the existing one. Of concurrent calls, the first decides its content.
--
-- KEYS[1] the record: the fingerprint, the value, and a plus sign after append.lua has appended the event or
--   schedule-once.lua has added the task
-- KEYS[2] the record in the format of earlier versions, read only: `<fingerprint> <value>`
-- ARGV[1] fingerprint of the request   ARGV[2] value to store   ARGV[3] how long the record is stored, ms
-- ARGV[4] the fingerprint in the format of KEYS[2]
-- Returns {outcome, value}: `new`, `same`, or `other` if the record has another fingerprint

-- A record must outlive the request that finds it, ms: otherwise the append of that request would find none and repeat.
local MIN_REMAINING = 60000

local record = redis.call('GET', KEYS[1])
if record then
  if redis.call('PTTL', KEYS[1]) < MIN_REMAINING then redis.call('PEXPIRE', KEYS[1], MIN_REMAINING) end
  local length = string.len(ARGV[1])
  local same = string.sub(record, 1, length) == ARGV[1]
  return {same and 'same' or 'other', (string.gsub(string.sub(record, length + 1), '%+$', ''))}
end

local earlier = redis.call('GET', KEYS[2])
if earlier then
  local fingerprint, value = string.match(earlier, '^(%S+) (.*)$')
  return {fingerprint == ARGV[4] and 'same' or 'other', value}
end

redis.call('SET', KEYS[1], ARGV[1] .. ARGV[2], 'PX', ARGV[3])
return {'new', ARGV[2]}
