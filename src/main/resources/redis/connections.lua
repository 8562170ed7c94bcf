-- A user's connections over all instances, and no more of them than there may be. An entry belongs to an instance and
-- counts as long as that one's lease, which the presence script renews; those of dead instances are dropped on sight. An
-- instance that finds its own lease run out holds all of its connections anew.
--
-- KEYS[1] meta   KEYS[2] tail   KEYS[3] prefix of the keys below, which are all of this partition
--   leases     zset: instances by the time at which their lease runs out
--   u:<user>   hash: connection "<order> <instance> <description as JSON>"; the order is that in which they came
-- ARGV[1] the highest id that the caller has seen   ARGV[2] retention, ms   ARGV[3] entries of the tail, about
-- ARGV[4] user   ARGV[5] instance that asks: it lives, whatever its lease says   ARGV[6] what:
--   hold   7 connection  8 its order, 0 for one that is not known yet  9 description  10 how many a user may have, 0 for
--          any number  11 what ends where there are more: evict the oldest, or refuse the newest  12 forgotten after, ms;
--          returns the order
--   list   returns the descriptions in the order in which they came
--
-- Which connections are too many is told in the tail, to whichever instances they belong, and they count no more.

local seen, retention, length, user, own, what = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local now = clock()
local hash, leases = KEYS[3] .. 'u:' .. user, KEYS[3] .. 'leases'

-- In the order in which they came.
local function living()
  local all, alive = redis.call('HGETALL', hash), {}
  for i = 1, #all, 2 do
    local order, instance, description = string.match(all[i + 1], '^(%d+) (%S+) (.*)$')
    local lease = redis.call('ZSCORE', leases, instance)
    if instance == own or lease and tonumber(lease) > now then
      alive[#alive + 1] = {connection = all[i], order = tonumber(order), description = description}
    elseif not lease then
      redis.call('HDEL', hash, all[i])
    end
  end
  table.sort(alive, function(a, b)
    return a.order < b.order or (a.order == b.order and a.connection < b.connection)
  end)
  return alive
end

-- Takes as many as there are too many, the oldest first or the newest.
local function surplus(alive, most, ending)
  local ended = {}
  while #alive > most do
    local one = table.remove(alive, ending == 'evict' and 1 or #alive)
    redis.call('HDEL', hash, one.connection)
    ended[#ended + 1] = one.connection
  end
  if #ended > 0 then
    announce(seen, retention, length, now, 'c', 'user:' .. user, 'e', 'surplus',
      'b', ending .. ' ' .. table.concat(ended, ' '), 'f', 'c')
  end
end

local alive = living()
if what == 'list' then
  local descriptions = {}
  for _, one in ipairs(alive) do descriptions[#descriptions + 1] = one.description end
  return descriptions
end

local held, order = nil, tonumber(ARGV[8])
for _, one in ipairs(alive) do
  if one.connection == ARGV[7] then held = one end
end
if held then
  order = held.order
else
  if order == 0 then
    -- By this clock alone, and after all others even if it was put back.
    local time = redis.call('TIME')
    order = tonumber(time[1]) * 1000000 + tonumber(time[2])
    if #alive > 0 then order = math.max(order, alive[#alive].order + 1) end
  end
  alive[#alive + 1] = {connection = ARGV[7], order = order}
  table.sort(alive, function(a, b) return a.order < b.order end)
end
redis.call('HSET', hash, ARGV[7], string.format('%.0f', order) .. ' ' .. own .. ' ' .. ARGV[9])
redis.call('PEXPIRE', hash, ARGV[12])
if tonumber(ARGV[10]) > 0 then surplus(alive, tonumber(ARGV[10]), ARGV[11]) end
return string.format('%.0f', order)
