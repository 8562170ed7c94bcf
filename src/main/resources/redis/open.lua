-- Opens a partition for a reader. Writes the birth mark if the log is empty or lacks entries that the reader has seen.
--
-- KEYS[1] meta   KEYS[2] tail
-- ARGV[1] the highest id that the caller has seen (0-0 for none)   ARGV[2] retention, ms
-- ARGV[3] the birth mark that the caller knows (0-0 for none); `lost` if the caller has found that the log was replaced
-- ARGV[4..] the entry at the position of the caller, and others that it has read or was assigned: the id and the digest of each.
--   A server whose clock is behind may assign lost ids again, so an id alone does not prove that the log has the entry.
-- Returns {birth, last, now}, and if the caller does not know the birth mark or is at it, the id and the digest of the last entry up
-- to it

-- Returns the digest of an entry: of its event and its body. Later versions may add other fields.
local function digest(fields)
  local event, body = '', ''
  for i = 1, #fields, 2 do
    if fields[i] == 'e' then event = fields[i + 1] elseif fields[i] == 'b' then body = fields[i + 1] end
  end
  return redis.sha1hex(event .. '\0' .. body)
end

-- Returns whether the log lacks an entry of the caller, or has another one under its id.
local function isReplaced(id, expected)
  local entry = redis.call('XRANGE', KEYS[2], id, id)[1]
  if entry then return digest(entry[2]) ~= expected end
  return isMissing(KEYS[2], id)
end

-- Returns whether the log lacks an entry of the caller below a birth mark that the caller does not know, and the mark is at the position
-- of another instance. That instance may not have read the entry: after one failover it appended later ones without it, and after the
-- next one it set the mark. Its clients have received no reset for the first loss. A position at a mark has no entry.
local function isHidden(s, id, expected)
  if ARGV[3] == '0-0' or ARGV[3] == s.birth or id == s.birth or expected == redis.sha1hex('\0') then return false end
  local _, isMarker = firstAfterBirth(s, KEYS[2])
  return isMarker and isReplaced(id, expected)
end

-- Returns whether the log lacks an entry that the caller has. A reader notices a new birth mark before it reads beyond it: if it
-- has done so, it has read entries of the previous log under these ids.
local function isLost(s, i)
  local id, expected = ARGV[i], ARGV[i + 1]
  if not isLater(parse(id), parse(s.birth)) then return isHidden(s, id, expected) end
  if i == 4 and ARGV[3] ~= '0-0' and ARGV[3] ~= s.birth then return true end
  return isReplaced(id, expected)
end

local now = clock()
local s = open(KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2]), now)
local lost = ARGV[3] == 'lost'
for i = 4, #ARGV, 2 do lost = lost or isLost(s, i) end
if lost then
  -- Beyond the last id, so that every reader notices it.
  s.last = beyond(parse(s.last), now)
  s.birth = s.last
  redis.call('HSET', KEYS[1], 'last', s.last, 'birth', s.birth)
end

local reply = {s.birth, s.last, string.format('%d', now)}
local entry = (s.birth ~= ARGV[3] or s.birth == ARGV[4]) and redis.call('XREVRANGE', KEYS[2], s.birth, '-', 'COUNT', 1)[1]
if entry then reply[4], reply[5] = entry[1], digest(entry[2]) end
return reply
