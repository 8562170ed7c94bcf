-- Takes a key for a caller, or finds who has it: the first of racing callers decides what the key stands for.
--
-- KEYS[1] the record
-- ARGV[1] fingerprint of what the caller is about to do   ARGV[2] what to remember   ARGV[3] for how long, ms
-- Returns {outcome, what is remembered}: `new`, `same`, or `other` where it was taken for another fingerprint

local record = redis.call('GET', KEYS[1])
if record then
  local fingerprint, remembered = string.match(record, '^(%S+) (.*)$')
  return {fingerprint == ARGV[1] and 'same' or 'other', remembered}
end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])
return {'new', ARGV[2]}
