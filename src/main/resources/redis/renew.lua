-- Renews the hold of a worker on entries of a work queue: they count as abandoned only after the full time again.
--
-- KEYS[1] queue
-- ARGV[1] group   ARGV[2] consumer   ARGV[3..] ids
-- Returns the ids that the worker holds; another worker has claimed or finished the others

local held = {}
for i = 3, #ARGV do
  local pending = redis.pcall('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2])
  -- Without the group, after a flush, no other worker can hold the entry.
  if pending.err or #pending > 0 then held[#held + 1] = ARGV[i] end
  if not pending.err and #pending > 0 then redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID') end
end
return held
