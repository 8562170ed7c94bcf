-- Appends one event to the tail, and to the history of each of its channels, all under one id.
--
-- KEYS[1] meta   KEYS[2] tail   KEYS[3..] histories, in the order of the channels; none for an ephemeral event
-- ARGV[1] the highest id that the caller has seen   ARGV[2] retention, ms   ARGV[3] entries of a history, about
-- ARGV[4] entries of the tail, about                ARGV[5] channels, separated by spaces
-- ARGV[6..] fields and values of the entry
-- Returns the id
--
-- Each entry carries as `p` the id before it in the same stream, so that a reader can compute whether anything between
-- its position and the entry is missing.

local now = clock()
local s = open(KEYS[1], KEYS[2], parse(ARGV[1]), tonumber(ARGV[2]), now)
local id = later({now, 0}, s.last) and {now, 0} or {s.last[1], s.last[2] + 1}
local spelled = spell(id)
local fields = {unpack(ARGV, 6)}

redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[4], spelled, 'p', spell(s.last), 'c', ARGV[5], unpack(fields))

if #KEYS > 2 then
  local none = spell(floor(s, now))
  local oldest = string.format('%.0f', now - s.retention)
  -- By the id and not by the clock, which may be behind it: see `floor`.
  local expiry = string.format('%.0f', id[1] + s.retention + 1)
  for i = 3, #KEYS do
    local newest = redis.call('XREVRANGE', KEYS[i], '+', '-', 'COUNT', 1)[1]
    local previous = newest and newest[1] or none
    redis.call('XADD', KEYS[i], 'MAXLEN', '~', ARGV[3], spelled, 'p', previous, unpack(fields))
    redis.call('XTRIM', KEYS[i], 'MINID', oldest)
    redis.call('PEXPIREAT', KEYS[i], expiry)
  end
end

redis.call('HSET', KEYS[1], 'last', spelled)
return spelled
