-- Head of every script of the log: ids as pairs of numbers, the state of a partition, and the overlay of a history.
--
-- The state is the hash <prefix>:{<partition>}:meta with the fields
--   last       id of the newest entry; every append goes beyond it
--   birth      the birth mark: the position at which this log began, or was found to have lost entries;
--              cursors below it are lost
--   retention  milliseconds that a channel's history is kept
--   unsure     after the retention was made longer: below this, a missing history may still have held something
--
-- Scripts use TIME and write: that replicates by effects, which is the default since Redis 5.

local function parse(id)
  local ms, seq = string.match(id, '^(%d+)%-(%d+)$')
  return {tonumber(ms), tonumber(seq)}
end

local function spell(id)
  return string.format('%d-%d', id[1], id[2])
end

local function later(a, b)
  return a[1] > b[1] or (a[1] == b[1] and a[2] > b[2])
end

local function latest(a, b)
  if later(a, b) then return a end
  return b
end

local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- The state as it is, without changing it; nil where there is no log. Ids are spelled: few of them are computed with.
local function state(meta)
  local known = redis.call('HMGET', meta, 'last', 'birth', 'retention', 'unsure')
  if not known[1] then return nil end
  return {last = known[1], birth = known[2], retention = tonumber(known[3]), unsure = known[4]}
end

-- Whether the tail reaches back to an id and does not have it. Every id that was ever given out has an entry there, and
-- all that came after the one before the first, `p`, is held.
local function lacks(tail, id)
  if #redis.call('XRANGE', tail, id, id) > 0 then return false end
  local first = redis.call('XRANGE', tail, '-', '+', 'COUNT', 1)[1]
  return first and later(parse(id), parse(first[2][2]))
end

-- The mark from which a log goes on that has lost something; nil where it has not. `seen` is the highest id that the
-- caller has read or was given: a log that knows less than its readers has lost something (a failover to a replica that
-- was behind, an older backup), and goes on after what they have seen; otherwise they would wait in silence until the
-- clock has passed it.
--
-- Others, who had seen less, may have gone on before this caller came back: the log has grown beyond what it has seen and
-- still lacks it, and nobody else can tell. Then the mark goes beyond all that anybody has read since, for each to notice.
local function renewed(s, tail, seen)
  if seen == s.last then return nil end
  local id, last = parse(seen), parse(s.last)
  if later(id, last) then return seen end
  if later(id, parse(s.birth)) and lacks(tail, seen) then return spell({last[1], last[2] + 1}) end
  return nil
end

-- Makes the state fit for going on from it.
local function open(meta, tail, seen, retention, now)
  local s = state(meta)
  if not s then
    -- Beyond what was seen, not just up to it: readers must be able to tell the new log from the one they knew.
    local id = parse(seen)
    local start = spell(latest({now, 0}, {id[1], id[2] + 1}))
    s = {last = start, birth = start, retention = retention, unsure = '0-0'}
  else
    local mark = renewed(s, tail, seen)
    if not mark and s.retention == retention then return s end
    if mark then s.last, s.birth = mark, mark end
  end
  if s.retention < retention then
    s.unsure = spell(latest(parse(s.unsure), {now - s.retention, 0}))
  end
  s.retention = retention
  redis.call('HSET', meta, 'last', s.last, 'birth', s.birth, 'retention', string.format('%d', retention), 'unsure', s.unsure)
  return s
end

-- Below this position a history that does not exist may have held something. A history expires one retention after
-- its newest entry, so it cannot have held anything newer than that.
local function floor(s, now)
  return spell(latest(latest(parse(s.birth), parse(s.unsure)), {math.max(0, now - s.retention), 0}))
end

-- The id of the next entry: of now, or just beyond the last where the clock is behind it.
local function following(last, now)
  local id = parse(last)
  if now > id[1] then return {now, 0} end
  return {id[1], id[2] + 1}
end

-- Adds an entry to the tail alone: for what is told once and replayed to nobody.
local function announce(seen, retention, length, now, ...)
  local s = open(KEYS[1], KEYS[2], seen, retention, now)
  local id = spell(following(s.last, now))
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', length, id, 'p', s.last, ...)
  redis.call('HSET', KEYS[1], 'last', id)
end

-- What was said later of the messages among a history's entries: {message, how, body, ...}. `how` is `d` for a deleted
-- message and `e` for an edited one, `body` that of its last edit.
--
-- The overlay of a history is a hash: ids of messages, each with "<id of the last revision> <how>". The revision itself is
-- an entry of the same history, and newer than the message, so it is held as long as the message is. A deletion also
-- concerns the earlier edits: they repeat the content.
local function revisions(history, overlay, entries)
  if #entries == 0 or redis.call('EXISTS', overlay) == 0 then return {} end
  local messages, isMessage = {}, {}
  for _, entry in ipairs(entries) do
    local fields, event, subject = entry[2], nil, nil
    for i = 1, #fields, 2 do
      if fields[i] == 'e' then event = fields[i + 1] elseif fields[i] == 'n' then subject = fields[i + 1] end
    end
    local message = event == 'message' and entry[1]
      or event == 'message.edited' and subject and string.match(subject, '%d+%-%d+$')
    if message then
      if isMessage[message] == nil then messages[#messages + 1] = message end
      isMessage[message] = isMessage[message] or event == 'message'
    end
  end
  if #messages == 0 then return {} end

  local found, known = {}, redis.call('HMGET', overlay, unpack(messages))
  for i, message in ipairs(messages) do
    local by, how = string.match(known[i] or '', '^(%S+) (%a)$')
    local revision = how == 'e' and isMessage[message] and redis.call('XRANGE', history, by, by)[1]
    if how == 'd' or revision then
      local body = ''
      for j = 1, revision and #revision[2] or 0, 2 do
        if revision[2][j] == 'b' then body = revision[2][j + 1] end
      end
      found[#found + 1] = message
      found[#found + 1] = how
      found[#found + 1] = body
    end
  end
  return found
end
