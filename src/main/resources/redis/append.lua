-- Appends one event to the tail, and to the history of each of its channels, all under one id.
--
-- KEYS[1] meta   KEYS[2] tail   KEYS[3] record of this append (see ARGV[6])   KEYS[4] work queue (see ARGV[8])
-- KEYS[5..] histories, in the order of the channels; none for what is delivered live only
-- ARGV[1] the highest id that the caller has seen   ARGV[2] retention, ms   ARGV[3] entries of a history, about
-- ARGV[4] entries of the tail, about                ARGV[5] channels, separated by spaces
-- ARGV[6] fingerprint of what is appended, if it is to be appended once only; else empty
-- ARGV[7] how long that is remembered, ms           ARGV[8] entries that the work queue may hold; 0 for no work
-- ARGV[9..] fields and values of the entry
-- Returns {id, outcome}: `new`; `same`, with the id of the first time; `other`, where another fingerprint was appended
-- under this record; `full`, where the work queue is. Only `new` has changed anything.
--
-- Each entry carries as `p` the id before it in the same stream, so that a reader can compute whether anything between
-- its position and the entry is missing.

local once, work = ARGV[6] ~= '', tonumber(ARGV[8])

if once then
  local record = redis.call('GET', KEYS[3])
  if record then
    local fingerprint, id = string.match(record, '^(%S+) (%S+)$')
    return {id, fingerprint == ARGV[6] and 'same' or 'other'}
  end
end
if work > 0 and redis.call('XLEN', KEYS[4]) >= work then
  return {'0-0', 'full'}
end

local now = clock()
local s = open(KEYS[1], KEYS[2], parse(ARGV[1]), tonumber(ARGV[2]), now)
local id = later({now, 0}, s.last) and {now, 0} or {s.last[1], s.last[2] + 1}
local spelled = spell(id)
local fields = {unpack(ARGV, 9)}

redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[4], spelled, 'p', spell(s.last), 'c', ARGV[5], unpack(fields))
if work > 0 then
  redis.call('XADD', KEYS[4], spelled, 'c', ARGV[5], unpack(fields))
end
if once then
  redis.call('SET', KEYS[3], ARGV[6] .. ' ' .. spelled, 'PX', ARGV[7])
end

if #KEYS > 4 then
  local none = spell(floor(s, now))
  local oldest = string.format('%.0f', now - s.retention)
  -- By the id and not by the clock, which may be behind it: see `floor`.
  local expiry = string.format('%.0f', id[1] + s.retention + 1)
  for i = 5, #KEYS do
    local newest = redis.call('XREVRANGE', KEYS[i], '+', '-', 'COUNT', 1)[1]
    local previous = newest and newest[1] or none
    redis.call('XADD', KEYS[i], 'MAXLEN', '~', ARGV[3], spelled, 'p', previous, unpack(fields))
    redis.call('XTRIM', KEYS[i], 'MINID', oldest)
    redis.call('PEXPIREAT', KEYS[i], expiry)
  end
end

redis.call('HSET', KEYS[1], 'last', spelled)
return {spelled, 'new'}
