-- Opens a partition for a reader. Writes the birth mark if the log is empty or lacks entries that the reader has seen.
--
-- KEYS[1] meta   KEYS[2] tail
-- ARGV[1] the highest id that the caller has seen (0-0 for none)   ARGV[2] retention, ms
-- Returns {birth, last, now}

local now = clock()
local s = open(KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2]), now)
return {s.birth, s.last, string.format('%d', now)}
