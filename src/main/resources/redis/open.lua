-- Opens a partition for a reader: writes the birth mark where the log is empty, and goes on after what the reader has
-- seen where the log knows less.
--
-- KEYS[1] meta
-- ARGV[1] the highest id that the caller has seen (0-0 for none)   ARGV[2] retention, ms
-- Returns {birth, last, now}

local now = clock()
local s = open(KEYS[1], parse(ARGV[1]), tonumber(ARGV[2]), now)
return {spell(s.birth), spell(s.last), string.format('%.0f', now)}
