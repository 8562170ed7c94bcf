-- Reads the histories of several channels between two positions, together with what is needed to tell a gap.
--
-- KEYS[1] meta   KEYS[2..] for each channel: its history, and the origin and the overlay of that
-- ARGV[1] after this position   ARGV[2] up to and with this one   ARGV[3] entries of a channel at the most
-- Returns {birth, last, floor, channel, …}: for each channel {origin, {entries…}, {revisions…}}, or 0 where it has no
-- history at all.
-- Without a log only {}.

local now = clock()
local s = state(KEYS[1])
if not s then return {} end

local page = {s.birth, s.last, floor(s, now)}
for i = 2, #KEYS, 3 do
  local entries = redis.call('XRANGE', KEYS[i], '(' .. ARGV[1], ARGV[2], 'COUNT', ARGV[3])
  if #entries == 0 and redis.call('EXISTS', KEYS[i]) == 0 then
    page[#page + 1] = 0
  else
    -- One that has lost its origin may have lost anything.
    page[#page + 1] = {redis.call('GET', KEYS[i + 1]) or s.last, entries, revisions(KEYS[i], KEYS[i + 2], entries)}
  end
end
return page
