-- Stores the connections of a user over all instances, and enforces their maximum number. An entry belongs to an instance
-- and is valid as long as its lease, which presence.lua renews. Entries of instances without a lease are removed when the
-- hash is read. An instance whose own lease has expired registers all of its connections again.
--
-- KEYS[1] meta   KEYS[2] tail   KEYS[3] prefix of the keys below, which are all of this partition
--   leases     zset: instances by the time at which their lease expires
--   u:<user>   hash: connection "<order> <instance> <description as JSON>"; the order is that in which they were opened
--   users      zset: the users with connections, by name. Users of a killed instance stay until `users` or `prune` meets them.
-- ARGV[1] the highest id that the caller has seen   ARGV[2] retention, ms   ARGV[3] length of the tail, approximate
-- ARGV[4] user   ARGV[5] calling instance: counts as alive even if its lease has expired   ARGV[6] operation:
--   hold   registers a connection: 7 connection  8 its order, 0 for a new one  9 description  10 maximum number of
--          connections of the user, 0 for no limit  11 beyond the limit: `evict` closes the oldest, `reject` the newest
--          12 expiry of the hash, ms. Returns the order.
--   drop   removes a connection: 7 connection
--   list   returns the descriptions in the order in which the connections were opened
--   visibility  records whether a person sees a connection: 7 connection  8 `true` or `false`. Returns 1, or 0 if the user
--          has no such connection.
--   users  a page of users by name: 7 prefix  8 user after whom it begins  9 maximum number of users. Returns the last user that
--          was examined, empty at the end, and for each user the name, the number of connections and the first order.
--   connections  a page of connections by user and order: 7 prefix  8 user and  9 order after which it begins  10 maximum number.
--          Returns the user and the order that were examined last, empty at the end, and for each connection the user, the order
--          and the description.
--   prune  removes users without connections from `users`: 7 user after whom it begins. Returns the last user that was
--          examined, empty at the end, and the connections of the calling instance: for each the user and the connection.
--   visible  7.. users of this partition. Returns those of whom a person sees a connection. Ignores ARGV[4].
--
-- A control message in the tail names the surplus connections, for the instances that hold them. Their entries are removed
-- at once. Another informs the instance of a connection of its visibility, because that instance writes the
-- description again.

local seen, retention, length, user, caller, operation = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local now = clock()
local hash, leases, index = KEYS[3] .. 'u:' .. user, KEYS[3] .. 'leases', KEYS[3] .. 'users'

-- Users that one call examines at most, so that it does not block Redis. More than a page has.
local MAX_EXAMINED = 256
-- Beyond each order.
local LAST = '9007199254740991'

-- The end of the description of a connection that a person sees.
local VISIBLE = ',"visible":true}'

local function isVisible(description) return string.sub(description, -#VISIBLE) == VISIBLE end

-- Returns the connections of live instances in the order in which they were opened.
local function liveConnections(hash)
  local all, live = redis.call('HGETALL', hash), {}
  for i = 1, #all, 2 do
    local order, instance, description = string.match(all[i + 1], '^(%d+) (%S+) (.*)$')
    local lease = redis.call('ZSCORE', leases, instance)
    if instance == caller or lease and tonumber(lease) > now then
      live[#live + 1] = {connection = all[i], order = tonumber(order), instance = instance, description = description}
    elseif not lease then
      redis.call('HDEL', hash, all[i])
    end
  end
  table.sort(live, function(a, b)
    return a.order < b.order or (a.order == b.order and a.connection < b.connection)
  end)
  return live
end

-- Removes the connections beyond the limit, from the oldest or from the newest on, and announces them.
local function closeSurplus(live, maximum, policy)
  local closed = {}
  while #live > maximum do
    local one = table.remove(live, policy == 'evict' and 1 or #live)
    redis.call('HDEL', hash, one.connection)
    closed[#closed + 1] = one.connection
  end
  if #closed > 0 then
    appendToTail(seen, retention, length, now, 'c', 'user:' .. user, 'e', 'surplus',
      'b', policy .. ' ' .. table.concat(closed, ' '), 'f', 'c')
  end
end

-- Replaces the end of the description, and informs the instance of the connection.
local function setVisible(one, visible)
  local description = isVisible(one.description) and string.sub(one.description, 1, -#VISIBLE - 1) .. '}' or one.description
  if visible == 'true' then description = string.sub(description, 1, -2) .. VISIBLE end
  redis.call('HSET', hash, one.connection, string.format('%.0f', one.order) .. ' ' .. one.instance .. ' ' .. description)
  appendToTail(seen, retention, length, now, 'c', 'user:' .. user, 'e', 'visibility',
    'b', visible .. ' ' .. one.connection, 'f', 'c')
end

local function unlistIfGone(one)
  if redis.call('EXISTS', KEYS[3] .. 'u:' .. one) == 0 then redis.call('ZREM', index, one) end
end

-- Calls `visit(user, live connections)` for the users from `from` on until it returns true. Returns the last user that was
-- examined, empty at the end of the index.
local function eachUser(prefix, from, visit)
  local first = from == '' and '[' .. prefix or from
  local users = redis.call('ZRANGEBYLEX', index, first, '[' .. prefix .. '\255', 'LIMIT', 0, MAX_EXAMINED)
  for _, one in ipairs(users) do
    local live = liveConnections(KEYS[3] .. 'u:' .. one)
    if #live == 0 then
      unlistIfGone(one)
    elseif visit(one, live) then
      return one
    end
  end
  return #users == MAX_EXAMINED and users[MAX_EXAMINED] or ''
end

-- Returns where a page begins: at the first name with the prefix, or at or after a user.
local function start(prefix, mark, user)
  return user < prefix and '' or mark .. user
end

if operation == 'users' then
  local page, maximum = {''}, tonumber(ARGV[9])
  page[1] = eachUser(ARGV[7], start(ARGV[7], '(', ARGV[8]), function(one, live)
    page[#page + 1], page[#page + 2], page[#page + 3] = one, tostring(#live), string.format('%.0f', live[1].order)
    return #page > 3 * maximum
  end)
  return page
end
if operation == 'connections' then
  local page, after, order, maximum = {'', ''}, ARGV[8], tonumber(ARGV[9]), tonumber(ARGV[10])
  page[1] = eachUser(ARGV[7], start(ARGV[7], '[', after), function(one, live)
    for _, each in ipairs(live) do
      if one ~= after or each.order > order then
        page[2] = string.format('%.0f', each.order)
        page[#page + 1], page[#page + 2], page[#page + 3] = one, page[2], each.description
        if #page > 3 * maximum then return true end
      end
    end
  end)
  if #page <= 3 * maximum then page[2] = LAST end
  return page
end
if operation == 'prune' then
  local page = {''}
  page[1] = eachUser('', start('', '(', ARGV[7]), function(one, live)
    for _, each in ipairs(live) do
      if each.instance == caller then page[#page + 1], page[#page + 2] = one, each.connection end
    end
  end)
  return page
end

if operation == 'visible' then
  local users = {}
  for i = 7, #ARGV do
    for _, one in ipairs(liveConnections(KEYS[3] .. 'u:' .. ARGV[i])) do
      if isVisible(one.description) then
        users[#users + 1] = ARGV[i]
        break
      end
    end
  end
  return users
end

if operation == 'drop' then
  redis.call('HDEL', hash, ARGV[7])
  unlistIfGone(user)
  return 1
end

local live = liveConnections(hash)
if operation == 'visibility' then
  for _, one in ipairs(live) do
    if one.connection == ARGV[7] then
      setVisible(one, ARGV[8])
      return 1
    end
  end
  return 0
end
if operation == 'list' then
  local descriptions = {}
  for _, one in ipairs(live) do descriptions[#descriptions + 1] = one.description end
  return descriptions
end

local registered, order = nil, tonumber(ARGV[8])
for _, one in ipairs(live) do
  if one.connection == ARGV[7] then registered = one end
end
if registered then
  order = registered.order
else
  if order == 0 then
    -- From the clock of this server only. After all others, even if the clock was set back.
    local time = redis.call('TIME')
    order = tonumber(time[1]) * 1000000 + tonumber(time[2])
    if #live > 0 then order = math.max(order, live[#live].order + 1) end
  end
  live[#live + 1] = {connection = ARGV[7], order = order}
  table.sort(live, function(a, b) return a.order < b.order end)
end
redis.call('HSET', hash, ARGV[7], string.format('%.0f', order) .. ' ' .. caller .. ' ' .. ARGV[9])
redis.call('PEXPIRE', hash, ARGV[12])
redis.call('ZADD', index, 0, user)
if tonumber(ARGV[10]) > 0 then closeSurplus(live, tonumber(ARGV[10]), ARGV[11]) end
return string.format('%.0f', order)
