-- Opens a partition for a reader: writes the birth mark where the log is empty, and goes on after what the reader has
-- seen where the log knows less.
--
-- KEYS[1] meta   KEYS[2] tail
-- ARGV[1] the highest id that the caller has seen (0-0 for none)   ARGV[2] retention, ms
-- ARGV[3] the last id that the caller has read from the tail (0-0 for none)
-- Returns {birth, last, now}
--
-- Others may have gone on after a failover before this reader came back, so that the log has grown beyond what it had
-- seen and still lacks it. It is the only one who can tell: what it has read and what should be there is not.

local now = clock()
local s = open(KEYS[1], parse(ARGV[1]), tonumber(ARGV[2]), now)
if later(parse(ARGV[3]), s.birth) then
  local first = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
  local covered = first and not later(parse(first[1]), parse(ARGV[3]))
  if covered and #redis.call('XRANGE', KEYS[2], ARGV[3], ARGV[3]) == 0 then
    -- Beyond everything that anybody has read: each of the others has to notice too.
    s.last = {s.last[1], s.last[2] + 1}
    s.birth = s.last
    redis.call('HSET', KEYS[1], 'last', spell(s.last), 'birth', spell(s.birth))
  end
end
return {spell(s.birth), spell(s.last), string.format('%.0f', now)}
