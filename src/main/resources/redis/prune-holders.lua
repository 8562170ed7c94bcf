-- Removes registrations of instances that have no tail any more: they have stopped, and their users have not returned. Returns those of
-- the caller, which may not know of them any more: a failover may lose a release.
--
-- KEYS[1] meta   KEYS[2] tail
-- ARGV[1] where the scan of the registrations continues; 0 at the beginning   ARGV[2] number of users to examine, approximate
-- ARGV[3] the calling instance
-- Returns where the next call continues, 0 at the end, and for each examined user of the caller the channel and the generation.

local tail, prefix, caller = KEYS[2], string.sub(KEYS[2], 1, -5), ARGV[3]
local holders, newest, isRunning = prefix .. 'holders', prefix .. 'newest', {}

local function hasTail(instance)
  if isRunning[instance] == nil then isRunning[instance] = redis.call('EXISTS', tail .. ':' .. instance) == 1 end
  return isRunning[instance]
end

for _, instance in ipairs(redis.call('HKEYS', newest)) do
  if not hasTail(instance) then redis.call('HDEL', newest, instance) end
end

local page = redis.call('HSCAN', holders, ARGV[1], 'COUNT', ARGV[2])
local reply = {page[1]}
for i = 1, #page[2], 2 do
  local user, held, left = page[2][i], page[2][i + 1], {}
  for instance, generation in string.gmatch(held, '(%S+)=(%S+)') do
    if hasTail(instance) then left[#left + 1] = instance .. '=' .. generation end
    if instance == caller then reply[#reply + 1], reply[#reply + 2] = user, generation end
  end
  local text = table.concat(left, ' ')
  if #left == 0 then
    redis.call('HDEL', holders, user)
  elseif text ~= held then
    redis.call('HSET', holders, user, text)
  end
end
return reply
