-- Begins what is due: who gets it here is the only one to do it, until it is taken for dead.
--
-- KEYS[1] due, sorted by time   KEYS[2] contents, by id   KEYS[3] begun, sorted by when whoever does it is taken for dead
-- ARGV[1] how many at the most   ARGV[2] how long may pass until then, ms
-- Returns {id, content, …}

local now = clock()
local begun = {}

local function begin(from, id)
  if redis.call('ZREM', from, id) == 1 then
    local content = redis.call('HGET', KEYS[2], id)
    if content then
      redis.call('ZADD', KEYS[3], now + tonumber(ARGV[2]), id)
      begun[#begun + 1] = id
      begun[#begun + 1] = content
    end
  end
end

for _, from in ipairs({KEYS[3], KEYS[1]}) do
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', from, '-inf', now, 'LIMIT', 0, ARGV[1])) do begin(from, id) end
end
return begun
