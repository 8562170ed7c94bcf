-- Reads the shared tail and the tail of an instance after a position, at one moment, and extends the lease of the latter.
--
-- KEYS[1] meta   KEYS[2] tail
-- ARGV[1] instance   ARGV[2] position, exclusive   ARGV[3] maximum number of entries of each tail   ARGV[4] lease, ms
-- Returns {shared entries, own entries}; {} if entries may be only in the tail: the tail of the instance has expired or was lost,
-- or an earlier version of the service appends.

local own, now = KEYS[2] .. ':' .. ARGV[1], clock()
local stored = redis.call('HMGET', KEYS[1], 'last', 'addressed', 'shared', 'routed')
if stored[1] ~= stored[4] or not newestShared(stored[2], stored[3], stored[4], stored[1], now) then return {} end
local left, lease = redis.call('PTTL', own), tonumber(ARGV[4])
if left < 0 then return {} end

-- PEXPIRE comes first: unlike HSET, it works on a server without memory, and so does a write after it.
if math.min(left, tonumber(stored[2]) - now) < lease / 2 then
  redis.call('PEXPIRE', own, lease)
  redis.call('HSET', KEYS[1], 'addressed', string.format('%d', math.max(tonumber(stored[2]), now + lease)))
end
local function read(stream) return redis.call('XRANGE', stream, '(' .. ARGV[2], '+', 'COUNT', ARGV[3]) end
return {read(KEYS[2] .. ':shared'), read(own)}
