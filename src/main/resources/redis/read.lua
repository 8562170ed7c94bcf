-- Reads the histories of several channels between two positions, together with what is needed to tell a gap.
--
-- KEYS[1] meta   KEYS[2..] histories
-- ARGV[1] after this position   ARGV[2] up to and with this one   ARGV[3] entries of a channel at the most
-- Returns {birth, last, floor, {entries…}, …}. In place of a channel's entries stands 0 where it has no history at all,
-- and where it holds nothing in between but something later, the id before that. Without a log only {}.

local now = clock()
local s = state(KEYS[1])
if not s then return {} end

local page = {s.birth, s.last, floor(s, now)}
for i = 2, #KEYS do
  local entries = redis.call('XRANGE', KEYS[i], '(' .. ARGV[1], ARGV[2], 'COUNT', ARGV[3])
  if #entries == 0 then
    local later = redis.call('XRANGE', KEYS[i], '(' .. ARGV[2], '+', 'COUNT', 1)[1]
    if later then
      entries = later[2][2]
    elseif redis.call('EXISTS', KEYS[i]) == 0 then
      entries = 0
    end
  end
  page[#page + 1] = entries
end
return page
