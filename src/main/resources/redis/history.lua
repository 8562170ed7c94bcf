-- Reads one channel's history from a position on, in either direction, with what was said later of its messages.
--
-- KEYS[1] history   KEYS[2] overlay
-- ARGV[1] the position, exclusive   ARGV[2] `newest` to go back from it, `oldest` to go on   ARGV[3] entries at the most
-- Returns {{entries...}, {revisions...}}

local command, to = 'XRANGE', '+'
if ARGV[2] == 'newest' then command, to = 'XREVRANGE', '-' end
local entries = redis.call(command, KEYS[1], '(' .. ARGV[1], to, 'COUNT', ARGV[3])
return {entries, revisions(KEYS[1], KEYS[2], entries)}
