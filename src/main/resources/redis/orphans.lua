-- Deletes entries of a work queue that are acknowledged and were not deleted: versions before finish.lua left them behind when
-- a connection broke.
--
-- KEYS[1] queue
-- ARGV[1] group   ARGV[2] entries to look at, at the most
-- Returns how many there were

local read
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local fields = {}
  for i = 1, #group, 2 do fields[group[i]] = group[i + 1] end
  if fields['name'] == ARGV[1] then read = fields['last-delivered-id'] end
end
if not read then return 0 end

-- In small steps: entries may be large.
local deleted, looked, from = 0, 0, '-'
while looked < tonumber(ARGV[2]) do
  local entries = redis.call('XRANGE', KEYS[1], from, read, 'COUNT', 100)
  for _, entry in ipairs(entries) do
    local id = entry[1]
    if #redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1) == 0 then deleted = deleted + redis.call('XDEL', KEYS[1], id) end
    from = '(' .. id
  end
  if #entries < 100 then return deleted end
  looked = looked + #entries
end
return deleted
