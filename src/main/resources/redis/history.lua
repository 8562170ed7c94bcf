-- Reads one channel's history from a position, in either direction, with the revisions of its messages.
--
-- KEYS[1] history   KEYS[2] overlay
-- ARGV[1] position, exclusive   ARGV[2] `newest` reads backwards, `oldest` forwards   ARGV[3] maximum number of entries
-- Returns {{entries...}, {revisions...}}

local command, to = 'XRANGE', '+'
if ARGV[2] == 'newest' then command, to = 'XREVRANGE', '-' end
local entries = redis.call(command, KEYS[1], '(' .. ARGV[1], to, 'COUNT', ARGV[3])
return {entries, revisions(KEYS[1], KEYS[2], entries)}
