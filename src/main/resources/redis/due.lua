-- Gives due tasks to the calling instance, and to it only. A task that is not completed by its deadline is due again, unless
-- it was added to the schedule again meanwhile: then it is due at its new time only.
--
-- KEYS[1] due, sorted by time   KEYS[2] contents, by id   KEYS[3] started, sorted by deadline
-- ARGV[1] maximum number of tasks from each of the two sets   ARGV[2] time until the deadline, ms
-- Returns {id, content, …}

local now = clock()
local started = {}

local function start(from, id)
  local isAddedAgain = from == KEYS[3] and redis.call('ZSCORE', KEYS[1], id)
  if redis.call('ZREM', from, id) == 1 and not isAddedAgain then
    local content = redis.call('HGET', KEYS[2], id)
    if content then
      redis.call('ZADD', KEYS[3], now + tonumber(ARGV[2]), id)
      started[#started + 1] = id
      started[#started + 1] = content
    end
  end
end

for _, from in ipairs({KEYS[3], KEYS[1]}) do
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', from, '-inf', now, 'LIMIT', 0, ARGV[1])) do start(from, id) end
end
return started
