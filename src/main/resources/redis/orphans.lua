-- Deletes orphans of a work queue: entries that are acknowledged but were not deleted. Versions before finish.lua left them
-- when a connection broke. Checks one page, because each entry needs a call of XPENDING.
--
-- KEYS[1] queue
-- ARGV[1] group   ARGV[2] id after which the page begins; - for the first   ARGV[3] maximum number of entries to check
-- Returns {number of deleted entries, id after which the next page begins}; the id is empty after the last page

local lastDelivered
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local fields = {}
  for i = 1, #group, 2 do fields[group[i]] = group[i + 1] end
  if fields['name'] == ARGV[1] then lastDelivered = fields['last-delivered-id'] end
end
if not lastDelivered then return {0, ''} end

local from = ARGV[2] == '-' and '-' or '(' .. ARGV[2]
local limit = tonumber(ARGV[3])
local entries = redis.call('XRANGE', KEYS[1], from, lastDelivered, 'COUNT', limit)
local deleted = 0
for _, entry in ipairs(entries) do
  local id = entry[1]
  if #redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1) == 0 then deleted = deleted + redis.call('XDEL', KEYS[1], id) end
end
return {deleted, #entries < limit and '' or entries[#entries][1]}
