-- Reads the histories of several channels between two positions, with the positions from which the caller computes gaps.
--
-- KEYS[1] meta   KEYS[2..] for each channel: history, origin, overlay
-- ARGV[1] lower bound, exclusive   ARGV[2] upper bound, inclusive   ARGV[3] maximum number of entries of a channel
-- Returns {birth, last, floor, channel, …}, where a channel is {origin, {entries…}, {revisions…}}, or 0 if it has no
-- history. Returns {} if there is no log.

local now = clock()
local s = state(KEYS[1])
if not s then return {} end

local page = {s.birth, s.last, floor(s, now)}
for i = 2, #KEYS, 3 do
  local entries = redis.call('XRANGE', KEYS[i], '(' .. ARGV[1], ARGV[2], 'COUNT', ARGV[3])
  if #entries == 0 and redis.call('EXISTS', KEYS[i]) == 0 then
    page[#page + 1] = 0
  else
    -- Without its origin the completeness of a history is unknown: it counts as complete only from the last id.
    page[#page + 1] = {redis.call('GET', KEYS[i + 1]) or s.last, entries, revisions(KEYS[i], KEYS[i + 2], entries)}
  end
end
return page
