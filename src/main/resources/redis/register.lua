-- Registers users whose events an instance receives in its own tail, and appends a marker to that tail and to the tail. Creates the
-- tail of the instance, and extends its lease. A reader that has reached the marker has received all events for these users
-- that were appended after it.
--
-- KEYS[1] meta   KEYS[2] tail   KEYS[3] prefix of the histories, a key that does not exist: see append.lua
-- ARGV[1] the highest id that the caller has seen   ARGV[2] retention, ms   ARGV[3] length of the tail, approximate
-- ARGV[4] instance   ARGV[5] lease, ms   ARGV[6] generation of the registrations: `release` removes those up to a generation
-- ARGV[7..] the channels of the users
-- The marker in the tail has its own id as `s` if the tail of the instance is new: only the users of this call, and of later ones,
-- are certainly registered.
-- Returns {id of the marker, number of users that were not registered, for each user the position after which the log has no
-- event for the user up to the marker}.

local meta, tail, instance, lease, generation = KEYS[1], KEYS[2], ARGV[4], tonumber(ARGV[5]), ARGV[6]
local prefix = string.sub(tail, 1, -5)
local holders, newest, own, sharedTail = prefix .. 'holders', prefix .. 'newest', tail .. ':' .. instance, tail .. ':shared'
local WEEK_MS = 604800000
local now = clock()
local s = open(meta, tail, ARGV[1], tonumber(ARGV[2]), now)

-- Returns the entry of a user with this instance, without instances that have no tail any more, and whether it was registered.
local function holdersWith(held)
  local left, isRegistered = {}, false
  for other, number in string.gmatch(held or '', '(%S+)=(%S+)') do
    if other == instance then
      isRegistered = true
    elseif redis.call('EXISTS', tail .. ':' .. other) == 1 then
      left[#left + 1] = other .. '=' .. number
    end
  end
  left[#left + 1] = instance .. '=' .. generation
  return table.concat(left, ' '), isRegistered
end

local reply = {'', 0}
for i = 7, #ARGV do
  local entry, isRegistered = holdersWith(redis.call('HGET', holders, ARGV[i]))
  redis.call('HSET', holders, ARGV[i], entry)
  if not isRegistered then reply[2] = reply[2] + 1 end
  local last = redis.call('XREVRANGE', KEYS[3] .. ARGV[i], '+', '-', 'COUNT', 1)[1]
  -- Below the birth mark events may be lost that other instances have read.
  reply[#reply + 1] = last and toId(max(parse(last[1]), parse(s.birth))) or floor(s, now)
end

local stored = redis.call('HMGET', meta, 'addressed', 'shared', 'routed')
local shared = newestShared(stored[1], stored[2], stored[3], s.last, now) or s.last
local id = toId(nextId(s.last, now))
-- A new tail lacks earlier entries, and other instances may have removed registrations of an instance without a tail.
local previous = redis.call('EXISTS', own) == 1 and redis.call('HGET', newest, instance) or id
local marker = {'c', 'everyone', 'e', 'registered', 'b', instance, 'f', 'c'}
if previous == id then
  redis.call('XADD', tail, 'MAXLEN', '~', ARGV[3], id, 'p', s.last, 's', id, unpack(marker))
else
  redis.call('XADD', tail, 'MAXLEN', '~', ARGV[3], id, 'p', s.last, unpack(marker))
end
redis.call('XADD', own, 'MAXLEN', '~', ARGV[3], id, 'p', previous, 's', shared, unpack(marker))
redis.call('PEXPIRE', own, lease)
redis.call('HSET', newest, instance, id)
local addressed = math.max(tonumber(stored[1] or 0), now + lease)
redis.call('HSET', meta, 'last', id, 'addressed', string.format('%d', addressed), 'shared', shared, 'routed', id)
-- An append would create the shared tail without an expiry.
if redis.call('EXISTS', sharedTail) == 0 then
  redis.call('XGROUP', 'CREATE', sharedTail, 'created', '0', 'MKSTREAM')
  redis.call('XGROUP', 'DESTROY', sharedTail, 'created')
end
-- These remain for a while after the last instance has returned to the whole tail.
for _, key in ipairs({holders, newest, sharedTail}) do redis.call('PEXPIRE', key, WEEK_MS) end
reply[1] = id
return reply
