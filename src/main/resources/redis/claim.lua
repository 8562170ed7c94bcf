-- Takes a key for a caller, or finds who has it: the first of racing callers decides what the key stands for.
--
-- KEYS[1] the record: the fingerprint, what is remembered, and a plus sign once append.lua has appended it or
--   schedule-once.lua has scheduled it
-- KEYS[2] the record as versions before wrote it, which is read until none is left: `<fingerprint> <what is remembered>`
-- ARGV[1] fingerprint of what the caller is about to do   ARGV[2] what to remember   ARGV[3] for how long, ms
-- ARGV[4] the fingerprint as KEYS[2] has it
-- Returns {outcome, what is remembered}: `new`, `same`, or `other` where it was taken for another fingerprint

-- A record outlives the call that finds it: otherwise that call's append would find none and be repeated.
local CALL = 60000

local record = redis.call('GET', KEYS[1])
if record then
  if redis.call('PTTL', KEYS[1]) < CALL then redis.call('PEXPIRE', KEYS[1], CALL) end
  local length = string.len(ARGV[1])
  local same = string.sub(record, 1, length) == ARGV[1]
  return {same and 'same' or 'other', (string.gsub(string.sub(record, length + 1), '%+$', ''))}
end

local former = redis.call('GET', KEYS[2])
if former then
  local fingerprint, remembered = string.match(former, '^(%S+) (.*)$')
  return {fingerprint == ARGV[4] and 'same' or 'other', remembered}
end

redis.call('SET', KEYS[1], ARGV[1] .. ARGV[2], 'PX', ARGV[3])
return {'new', ARGV[2]}
