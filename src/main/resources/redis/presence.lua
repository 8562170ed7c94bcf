-- Stores the presence of users in rooms. A user is present once, however many connections and instances. An entry belongs
-- to an instance and is valid as long as that instance renews its lease. When a lease has expired, the sweep of any
-- instance removes its entries and announces the absences in the same call.
--
-- KEYS[1] meta   KEYS[2] tail   KEYS[3] prefix of the keys below, which are all of this partition
--   leases         zset: instances by the time at which their lease expires
--   unconfirmed    set: instances whose lease was created by an entry, because Redis had lost it
--   leaving        zset: "<room> <user>" by the time at which the absence is announced
--   i:<instance>   set: "<room> <user>" of the entries of the instance
--   r:<room>       hash: "<user>" time of arrival, "<user> <instance>" number of connections, "# <user>" number of
--                  instances, "#" number of users
--   s:<room>       hash: "<user>" state that the user has set, as JSON
--   rooms          zset: the rooms with users, by name
-- ARGV[1] the highest id that the caller has seen   ARGV[2] retention, ms   ARGV[3] length of the tail, approximate
-- ARGV[4] time in the format of envelopes   ARGV[5] size of a room up to which presence is announced
-- ARGV[6] what is staged for hooks: `u` user.online and user.offline, `r` room.occupied and room.vacated
-- ARGV[7] maximum length of the stream of staged events   ARGV[8] operation:
--   set     9 room  10 user  11 instance  12 number of connections of the user on the instance  13 absence that is not
--           announced, ms  14 duration of a lease, ms
--   state   9 user  10 state  11.. rooms; those without the user are ignored. One tail entry announces it in all rooms.
--   lease   9 instance  10 duration, ms  11 cursor of a scan of the entries of the instance, 0 at its begin  12 number of entries
--           of a page, approximate  13.. room and user of entries to look up. Returns {valid, cursor, room, user, connections, …}:
--           0 as `valid` if there was no valid lease, the cursor of the next page, and the stored numbers of connections of the
--           entries of the page and of those to look up. The instance sets those again that differ from what it has: Redis may
--           have lost the latest changes with a failover, even departures, of which the instance has no record any more.
--   sweep   9 maximum number of entries to process: those of expired leases, then absences to announce. Returns how many
--           were processed.
--   rooms   a page of rooms by name: 9 prefix  10 room after which it begins  11 maximum number of rooms. Returns the name and the
--           number of users of each.
-- The room `*`, in the partition of the user, stands for the service: who is in it is online. It is never announced.

local seen, retention, length, time, maxRoomSize = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], tonumber(ARGV[5])
local hooks, maxStaged, operation = ARGV[6], tonumber(ARGV[7]), ARGV[8]
local EVERYWHERE = '*'
local now = clock()

local function key(name) return KEYS[3] .. name end

local function stageUser(event, user)
  if string.find(hooks, 'u', 1, true) then stage(maxStaged, 'user:' .. user, event, '{"user":"' .. user .. '"}') end
end

-- Not for rooms of the service.
local function stageRoom(event, room)
  if string.find(hooks, 'r', 1, true) and string.sub(room, 1, 7) ~= 'herald.' then
    stage(maxStaged, 'room:' .. room, event, '{"room":"' .. room .. '"}')
  end
end

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
  if room ~= EVERYWHERE then redis.call('ZADD', key('rooms'), 0, room) end
  if redis.call('HSETNX', hash, user, string.format('%.0f', now)) == 1 then
    local users = redis.call('HINCRBY', hash, '#', 1)
    if room == EVERYWHERE then
      stageUser('user.online', user)
    else
      announceIn(room, 'joined', user, state(room, user))
      if users == 1 then stageRoom('room.occupied', room) end
    end
  end
end

local function leave(room, user)
  local hash = key('r:' .. room)
  if redis.call('HDEL', hash, user) == 1 then
    if room == EVERYWHERE then
      stageUser('user.offline', user)
    else
      announceIn(room, 'left', user, state(room, user))
      redis.call('HDEL', key('s:' .. room), user)
    end
    if redis.call('HINCRBY', hash, '#', -1) <= 0 then
      redis.call('HDEL', hash, '#')
      redis.call('ZREM', key('rooms'), room)
      if room ~= EVERYWHERE then stageRoom('room.vacated', room) end
    end
  end
end

-- Creates a lease that Redis has lost. Without one, the sweep would not find the entries of an instance that is killed before its
-- next renewal.
local function ensureLease(instance, duration)
  if redis.call('ZADD', key('leases'), 'NX', string.format('%.0f', now + duration), instance) == 1 then
    redis.call('SADD', key('unconfirmed'), instance)
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

local function count(room, user, instance, after, absence, duration)
  local hash, field = key('r:' .. room), user .. ' ' .. instance
  local before = tonumber(redis.call('HGET', hash, field) or 0)
  if after == 0 then redis.call('HDEL', hash, field) else redis.call('HSET', hash, field, after) end
  if (before > 0) ~= (after > 0) then
    if after > 0 then ensureLease(instance, duration) end
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
    if redis.call('EXISTS', key('i:' .. instance)) == 0 then
      redis.call('ZREM', key('leases'), instance)
      redis.call('SREM', key('unconfirmed'), instance)
    end
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

-- Renews a lease, and returns a page of the stored entries for a comparison.
local function renew(instance, duration, cursor, size, ...)
  local expiry = redis.call('ZSCORE', key('leases'), instance)
  redis.call('ZADD', key('leases'), string.format('%.0f', now + duration), instance)
  local page = redis.call('SSCAN', key('i:' .. instance), cursor, 'COUNT', size)
  local valid = redis.call('SREM', key('unconfirmed'), instance) == 0 and expiry and tonumber(expiry) > now
  local reply = {valid and 1 or 0, page[1]}
  local function add(room, user)
    local connections = redis.call('HGET', key('r:' .. room), user .. ' ' .. instance)
    reply[#reply + 1], reply[#reply + 2], reply[#reply + 3] = room, user, tonumber(connections or 0)
  end
  for _, entry in ipairs(page[2]) do add(split(entry)) end
  local lookups = {...}
  for i = 1, #lookups, 2 do add(lookups[i], lookups[i + 1]) end
  return reply
end

if operation == 'set' then
  count(ARGV[9], ARGV[10], ARGV[11], tonumber(ARGV[12]), tonumber(ARGV[13]), tonumber(ARGV[14]))
elseif operation == 'state' then
  local channels = {}
  for i = 11, #ARGV do
    local room = ARGV[i]
    if redis.call('HEXISTS', key('r:' .. room), ARGV[9]) == 1 then
      redis.call('HSET', key('s:' .. room), ARGV[9], ARGV[10])
      if isSmall(room) then channels[#channels + 1] = 'room:' .. room end
    end
  end
  if #channels > 0 then announce(table.concat(channels, ' '), 'updated', ARGV[9], ARGV[10]) end
elseif operation == 'lease' then
  return renew(ARGV[9], tonumber(ARGV[10]), ARGV[11], ARGV[12], unpack(ARGV, 13))
elseif operation == 'sweep' then
  return sweep(tonumber(ARGV[9]))
elseif operation == 'rooms' then
  return roomsOf(ARGV[9], ARGV[10], ARGV[11])
end
return 1
