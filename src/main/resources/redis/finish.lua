-- Ends entries of a work queue: keeps those that nobody can do aside, acknowledges and deletes all of them. In one call, since
-- an entry that is acknowledged and not deleted is nobody's any more, and counts as a backlog forever.
--
-- KEYS[1] queue   KEYS[2] what is kept aside
-- ARGV[1] group   ARGV[2] entries kept aside at the most, about   ARGV[3] how many of the following ids are kept aside
-- ARGV[4..] ids, those that are kept aside first

local ids = {}
for i = 4, #ARGV do ids[#ids + 1] = ARGV[i] end

for i = 1, tonumber(ARGV[3]) do
  local entry = redis.call('XRANGE', KEYS[1], ids[i], ids[i])[1]
  if entry then redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], '*', unpack(entry[2])) end
end
redis.call('XACK', KEYS[1], ARGV[1], unpack(ids))
return redis.call('XDEL', KEYS[1], unpack(ids))
