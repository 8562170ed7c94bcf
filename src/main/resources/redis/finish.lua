-- Finishes entries of a work queue: copies those that cannot be processed to a stream of their own, acknowledges and deletes
-- all of them. This is one call, because an entry that is acknowledged but not deleted is never delivered again, and counts
-- as backlog forever.
--
-- KEYS[1] queue   KEYS[2] stream of the entries that are kept aside
-- ARGV[1] group   ARGV[2] length of that stream, approximate   ARGV[3] how many of the following ids are kept aside
-- ARGV[4..] ids; those to keep aside come first

local ids = {}
for i = 4, #ARGV do ids[#ids + 1] = ARGV[i] end

for i = 1, tonumber(ARGV[3]) do
  local entry = redis.call('XRANGE', KEYS[1], ids[i], ids[i])[1]
  if entry then redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], '*', unpack(entry[2])) end
end
redis.call('XACK', KEYS[1], ARGV[1], unpack(ids))
return redis.call('XDEL', KEYS[1], unpack(ids))
