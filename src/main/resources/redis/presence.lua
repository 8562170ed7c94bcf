-- Stores the presence of users in rooms. A user is present once, however many connections and instances. An entry belongs
-- to an instance and is valid as long as that instance renews its lease. When a lease has expired, the sweep of any
-- instance removes its entries and announces the absences in the same call.
--
-- KEYS[1] meta   KEYS[2] tail   KEYS[3] prefix of the keys below, which are all of this partition
--   leases         zset: instances by the time at which their lease expires
--   leaving        zset: "<room> <user>" by the time at which the absence is announced
--   i:<instance>   set: "<room> <user>" of the entries of the instance
--   r:<room>       hash: "<user>" time of arrival, "<user> <instance>" number of connections, "# <user>" number of
--                  instances, "#" number of users
--   s:<room>       hash: "<user>" state that the user has set, as JSON
--   rooms          zset: the rooms with users, by name
-- ARGV[1] the highest id that the caller has seen   ARGV[2] retention, ms   ARGV[3] length of the tail, approximate
-- ARGV[4] time in the format of envelopes   ARGV[5] size of a room up to which presence is announced   ARGV[6] operation:
--   set     7 room  8 user  9 instance  10 number of connections of the user on the instance  11 absence that is not
--           announced, ms
--   state   7 user  8 state  9.. rooms; those without the user are ignored. One tail entry announces it in all rooms.
--   lease   7 instance  8 duration, ms. Returns 0 if there was no valid lease: then the instance must set its entries again.
--   sweep   7 maximum number of entries to process: those of expired leases, then absences to announce. Returns how many
--           were processed.
--   rooms   a page of rooms by name: 7 prefix  8 room after which it begins  9 maximum number of rooms. Returns the name and the
--           number of users of each.

local seen, retention, length, time, maxRoomSize, operation = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6]
local now = clock()

local function key(name) return KEYS[3] .. name end

local function isSmall(room) return tonumber(redis.call('HGET', key('r:' .. room), '#') or 0) <= maxRoomSize end

local function announce(channels, event, user, state)
  local body = ',"time":"' .. time .. '","from":"' .. user .. '","data":{"user":"' .. user .. '","state":' .. state .. '}}'
  appendToTail(seen, retention, length, now, 'c', channels, 'e', 'presence.' .. event, 'b', body, 'f', 'e',
    'o', 'user:' .. user)
end

local function announceIn(room, event, user, state)
  if isSmall(room) then announce('room:' .. room, event, user, state) end
end

local function state(room, user) return redis.call('HGET', key('s:' .. room), user) or '{}' end

local function arrive(room, user)
  local hash = key('r:' .. room)
  redis.call('ZREM', key('leaving'), room .. ' ' .. user)
  redis.call('ZADD', key('rooms'), 0, room)
  if redis.call('HSETNX', hash, user, string.format('%.0f', now)) == 1 then
    redis.call('HINCRBY', hash, '#', 1)
    announceIn(room, 'joined', user, state(room, user))
  end
end

local function leave(room, user)
  local hash = key('r:' .. room)
  if redis.call('HDEL', hash, user) == 1 then
    announceIn(room, 'left', user, state(room, user))
    redis.call('HDEL', key('s:' .. room), user)
    if redis.call('HINCRBY', hash, '#', -1) <= 0 then
      redis.call('HDEL', hash, '#')
      redis.call('ZREM', key('rooms'), room)
    end
  end
end

-- Records whether an instance has connections of the user. An absence of up to `absence` ms is not announced.
local function setPresent(room, user, instance, isPresent, absence)
  local hash, entry = key('r:' .. room), room .. ' ' .. user
  if isPresent then
    redis.call('SADD', key('i:' .. instance), entry)
    redis.call('HINCRBY', hash, '# ' .. user, 1)
    arrive(room, user)
  else
    redis.call('SREM', key('i:' .. instance), entry)
    if redis.call('HINCRBY', hash, '# ' .. user, -1) <= 0 then
      redis.call('HDEL', hash, '# ' .. user)
      if absence > 0 then
        redis.call('ZADD', key('leaving'), string.format('%.0f', now + absence), entry)
      else
        redis.call('ZREM', key('leaving'), entry)
        leave(room, user)
      end
    end
  end
end

local function count(room, user, instance, after, absence)
  local hash, field = key('r:' .. room), user .. ' ' .. instance
  local before = tonumber(redis.call('HGET', hash, field) or 0)
  if after == 0 then redis.call('HDEL', hash, field) else redis.call('HSET', hash, field, after) end
  if (before > 0) ~= (after > 0) then
    setPresent(room, user, instance, after > 0, absence)
  elseif after <= 0 and absence == 0 then
    -- The user leaves explicitly, shortly after the connection was lost: announce it now.
    if redis.call('ZREM', key('leaving'), room .. ' ' .. user) == 1 then leave(room, user) end
  end
end

local function roomsOf(prefix, after, maximum)
  local from = after < prefix and '[' .. prefix or '(' .. after
  local page = {}
  for _, room in ipairs(redis.call('ZRANGEBYLEX', key('rooms'), from, '[' .. prefix .. '\255', 'LIMIT', 0, maximum)) do
    page[#page + 1], page[#page + 2] = room, redis.call('HGET', key('r:' .. room), '#') or '0'
  end
  return page
end

local function split(entry) return string.match(entry, '^(%S+) (%S+)$') end

local function sweep(limit)
  local processed = 0
  for _, instance in ipairs(redis.call('ZRANGEBYSCORE', key('leases'), '-inf', string.format('%.0f', now))) do
    local entries = redis.call('SRANDMEMBER', key('i:' .. instance), limit - processed)
    for _, entry in ipairs(entries) do
      local room, user = split(entry)
      redis.call('HDEL', key('r:' .. room), user .. ' ' .. instance)
      setPresent(room, user, instance, false, 0)
    end
    processed = processed + #entries
    if redis.call('EXISTS', key('i:' .. instance)) == 0 then redis.call('ZREM', key('leases'), instance) end
    if processed >= limit then return processed end
  end
  local due = redis.call('ZRANGEBYSCORE', key('leaving'), '-inf', string.format('%.0f', now), 'LIMIT', 0, limit - processed)
  for _, entry in ipairs(due) do
    redis.call('ZREM', key('leaving'), entry)
    local room, user = split(entry)
    leave(room, user)
  end
  return processed + #due
end

if operation == 'set' then
  count(ARGV[7], ARGV[8], ARGV[9], tonumber(ARGV[10]), tonumber(ARGV[11]))
elseif operation == 'state' then
  local channels = {}
  for i = 9, #ARGV do
    local room = ARGV[i]
    if redis.call('HEXISTS', key('r:' .. room), ARGV[7]) == 1 then
      redis.call('HSET', key('s:' .. room), ARGV[7], ARGV[8])
      if isSmall(room) then channels[#channels + 1] = 'room:' .. room end
    end
  end
  if #channels > 0 then announce(table.concat(channels, ' '), 'updated', ARGV[7], ARGV[8]) end
elseif operation == 'lease' then
  local expiry = redis.call('ZSCORE', key('leases'), ARGV[7])
  redis.call('ZADD', key('leases'), string.format('%.0f', now + tonumber(ARGV[8])), ARGV[7])
  return expiry and tonumber(expiry) > now and 1 or 0
elseif operation == 'sweep' then
  return sweep(tonumber(ARGV[7]))
elseif operation == 'rooms' then
  return roomsOf(ARGV[7], ARGV[8], ARGV[9])
end
return 1
