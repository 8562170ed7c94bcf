-- Puts another body into an entry of a history, which keeps its id, its place and all else.
--
-- KEYS[1] history   KEYS[2] tail
-- ARGV[1] id of the entry   ARGV[2] the body that the caller has seen   ARGV[3] the new one
-- ARGV[4] 1 to take the entry out of the tail too, where nothing needs it but readers that were away for a moment: they
--         find that an entry is missing and go on in the histories
-- Returns `done`, also where the body is the new one already; `gone`; or `changed`, where it is another one.
--
-- An entry of a stream cannot be changed, and one that was taken out cannot be put back below the newest. So the history
-- is written anew: about 3 ms for a thousand entries, which is what a history holds, and only where somebody edits.

local entry = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not entry then return 'gone' end

local function amend(fields)
  for i = 1, #fields, 2 do
    if fields[i] == 'b' then
      if fields[i + 1] == ARGV[3] then return 'done' end
      if fields[i + 1] ~= ARGV[2] then return 'changed' end
      fields[i + 1] = ARGV[3]
      return nil
    end
  end
  return 'gone'
end

local without = amend(entry[2])
if without then return without end

local all, expiry = redis.call('XRANGE', KEYS[1], '-', '+'), redis.call('PTTL', KEYS[1])
redis.call('DEL', KEYS[1])
for i = 1, #all do
  if all[i][1] == ARGV[1] then amend(all[i][2]) end
  redis.call('XADD', KEYS[1], all[i][1], unpack(all[i][2]))
end
if expiry > 0 then redis.call('PEXPIRE', KEYS[1], expiry) end
if ARGV[4] == '1' then redis.call('XDEL', KEYS[2], ARGV[1]) end
return 'done'
