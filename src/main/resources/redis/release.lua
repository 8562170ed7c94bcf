-- Removes registrations of users, so that an instance no longer receives their events in its own tail.
--
-- KEYS[1] meta   KEYS[2] tail
-- ARGV[1] instance   ARGV[2..] for each user the channel, and the generation up to which registrations end. A later one remains,
--   because a call whose connection was lost may take effect late.

local holders = string.sub(KEYS[2], 1, -5) .. 'holders'
for i = 2, #ARGV, 2 do
  local left = {}
  for instance, generation in string.gmatch(redis.call('HGET', holders, ARGV[i]) or '', '(%S+)=(%S+)') do
    if instance ~= ARGV[1] or tonumber(generation) > tonumber(ARGV[i + 1]) then
      left[#left + 1] = instance .. '=' .. generation
    end
  end
  if #left > 0 then
    redis.call('HSET', holders, ARGV[i], table.concat(left, ' '))
  else
    redis.call('HDEL', holders, ARGV[i])
  end
end
return #ARGV
