-- Prepended to every script of the log: ids as pairs of numbers, the state of a partition, and the overlay of a history.
--
-- The state is the hash <prefix>:{<partition>}:meta with the fields
--   last       id of the newest entry; every append gets a higher id
--   birth      birth mark: the position at which this log began, or was found to have lost entries;
--              cursors below it are lost
--   retention  retention of a history, ms
--   unsure     set when the retention is extended: below this position, a missing history may have held entries
--   recent     ids of the newest entries after the last calls of append.lua, newest first, each between spaces
--   addressed  until when an instance follows addressed tails, ms
--   shared     id of the newest entry of the shared tail
--   routed     id of the newest entry that was also appended to the addressed tails
--
-- The tail contains all entries. An instance that follows addressed tails reads two other streams instead, with copies of these
-- entries: <tail>:shared contains those for rooms, for everyone, and for all instances; <tail>:<instance> contains those for the
-- users that the instance has registered. Both are written only while an instance follows them.
--   <prefix>holders  hash: the channel of a user "<instance>=<generation> ...", the instances that have registered the user
--   <prefix>newest   hash: an instance and the id of the newest entry of its tail
--
-- The scripts call TIME and write. This requires replication by effects, which is the default since Redis 5.

local function parse(id)
  local ms, seq = string.match(id, '^(%d+)%-(%d+)$')
  return {tonumber(ms), tonumber(seq)}
end

local function toId(id)
  return string.format('%d-%d', id[1], id[2])
end

local function isLater(a, b)
  return a[1] > b[1] or (a[1] == b[1] and a[2] > b[2])
end

local function max(a, b)
  if isLater(a, b) then return a end
  return b
end

local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- Reads the state without changing it; nil if there is no log. Ids remain strings, because few of them are parsed.
local function state(meta)
  local stored = redis.call('HMGET', meta, 'last', 'birth', 'retention', 'unsure')
  if not stored[1] then return nil end
  return {last = stored[1], birth = stored[2], retention = tonumber(stored[3]), unsure = stored[4]}
end

-- Returns whether the tail covers an id but does not contain it. Every id that was ever assigned had an entry in the tail,
-- and the tail is complete after `p` of its first entry.
local function isMissing(tail, id)
  if #redis.call('XRANGE', tail, id, id) > 0 then return false end
  local first = redis.call('XRANGE', tail, '-', '+', 'COUNT', 1)[1]
  return first and isLater(parse(id), parse(first[2][2]))
end

-- Returns an id that no log has assigned, to continue after a loss: it depends on the time of the loss. If a log continued directly after
-- an id, a reader that has read another log could take the next entries for those that follow its position.
local function beyond(id, now)
  return toId({id[1], id[2] + 1000000 + now % 1000000})
end

-- Appends an entry after a new birth mark, with the mark as `b`. It does not follow the mark, because a reader at the mark may have
-- read another log up to it.
local function appendLossMarker(tail, birth, now)
  local previous = beyond(birth, now)
  local id = toId({birth[1], parse(previous)[2] + 1})
  redis.call('XADD', tail, id, 'p', previous, 'c', 'everyone', 'e', 'lost', 'b', toId(birth), 'f', 'c')
  return id
end

-- Returns the first entry after the birth mark: its event, and whether it is the loss marker of this mark.
local function firstAfterBirth(s, tail)
  local entry = redis.call('XRANGE', tail, '(' .. s.birth, '+', 'COUNT', 1)[1]
  if not entry then return nil, false end
  local fields, event, body = entry[2], nil, nil
  for i = 1, #fields, 2 do
    if fields[i] == 'e' then event = fields[i + 1] elseif fields[i] == 'b' then body = fields[i + 1] end
  end
  return event, event == 'lost' and body == s.birth
end

-- Returns the new birth mark of a log that has lost entries, and its last id; nil if it has lost none. `seen` is the highest id that
-- the caller has read or was assigned. A log whose last id is lower has lost entries (a failover to a replica that was behind, an
-- older backup). It continues after `seen`; otherwise all readers would wait silently until the clock has passed that id. Readers
-- that have read up to `seen` have missed nothing.
--
-- Another instance may already have set the mark at its own position, which is lower. After several failovers it may have read
-- entries that the caller has not. Then the mark is beyond `seen`, so that every reader notices it.
--
-- Instances that had seen less may have appended before this caller reconnected. Then the log has grown beyond `seen` and
-- still lacks it, which only this caller can detect. In this case too, the mark is beyond the last id.
local function newBirthMark(s, tail, seen, now)
  if seen == s.last then return nil end
  local id, last = parse(seen), parse(s.last)
  if isLater(id, last) then
    local event, isMarker = firstAfterBirth(s, tail)
    if event and not isMarker then return seen, appendLossMarker(tail, id, now) end
    local birth = beyond(id, now)
    return birth, birth
  end
  if isLater(id, parse(s.birth)) and isMissing(tail, seen) then
    local birth = beyond(last, now)
    return birth, birth
  end
  return nil
end

-- Reads the state, or creates it for an empty log. Renews the birth mark after a loss, and updates the retention.
local function open(meta, tail, seen, retention, now)
  local s = state(meta)
  if not s then
    -- Beyond `seen`, and not equal to it: readers must be able to distinguish the new log from the previous one.
    local id = parse(seen)
    local start = toId(max({now, 0}, parse(beyond(id, now))))
    s = {last = start, birth = start, retention = retention, unsure = '0-0'}
  else
    local birth, last = newBirthMark(s, tail, seen, now)
    if not birth and s.retention == retention then return s end
    if birth then s.birth, s.last = birth, last end
  end
  if s.retention < retention then
    s.unsure = toId(max(parse(s.unsure), {now - s.retention, 0}))
  end
  s.retention = retention
  redis.call('HSET', meta, 'last', s.last, 'birth', s.birth, 'retention', string.format('%d', retention), 'unsure', s.unsure)
  return s
end

-- Returns the position below which a history that does not exist may have held entries. A history does not expire before
-- one retention after its newest entry, so it cannot have held anything newer than that.
local function floor(s, now)
  return toId(max(max(parse(s.birth), parse(s.unsure)), {math.max(0, now - s.retention), 0}))
end

-- Returns the id of the next entry: the current time, or just after the last id if the clock is behind it.
local function nextId(last, now)
  local id = parse(last)
  if now > id[1] then return {now, 0} end
  return {id[1], id[2] + 1}
end

-- Returns the id of the newest entry of the shared tail; nil if no instance follows addressed tails. If an earlier version of the
-- service has appended the newest entry, it is only in the tail: the result is then the id of that entry, which no reader has.
local function newestShared(addressed, shared, routed, last, now)
  if not addressed or tonumber(addressed) <= now then return nil end
  return routed == last and shared or last
end

-- Appends an ephemeral event or a control message to the tail, and to the shared tail, but to no history.
local function appendToTail(seen, retention, length, now, ...)
  local s = open(KEYS[1], KEYS[2], seen, retention, now)
  local id = toId(nextId(s.last, now))
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', length, id, 'p', s.last, ...)
  redis.call('HSET', KEYS[1], 'last', id)
  local stored = redis.call('HMGET', KEYS[1], 'addressed', 'shared', 'routed')
  local shared = newestShared(stored[1], stored[2], stored[3], s.last, now)
  if shared then
    redis.call('XADD', KEYS[2] .. ':shared', 'MAXLEN', '~', length, id, 'p', shared, ...)
    redis.call('HSET', KEYS[1], 'shared', id, 'routed', id)
  end
end

-- Returns the revisions of the messages among the entries of a history: {message, how, body, ...}. `how` is `d` for a
-- deleted message and `e` for an edited one; `body` is that of the last edit.
--
-- The overlay of a history is a hash by message id with the values "<id of the last revision> <how>". The revision itself
-- is an entry of the same history and newer than the message, so the history holds it as long as the message. A deletion
-- also applies to earlier edits, because they contain the content.
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

  local result, stored = {}, redis.call('HMGET', overlay, unpack(messages))
  for i, message in ipairs(messages) do
    local revisionId, how = string.match(stored[i] or '', '^(%S+) (%a)$')
    local revision = how == 'e' and isMessage[message] and redis.call('XRANGE', history, revisionId, revisionId)[1]
    if how == 'd' or revision then
      local body = ''
      for j = 1, revision and #revision[2] or 0, 2 do
        if revision[2][j] == 'b' then body = revision[2][j + 1] end
      end
      result[#result + 1] = message
      result[#result + 1] = how
      result[#result + 1] = body
    end
  end
  return result
end

-- Stages an event with the fields of a work queue entry: `c` the user or room that it is about, `e` its name, `b` its data. Counts it
-- as dropped if the stream has reached its maximum, which bounds the memory while PostgreSQL is away.
local function stage(maximum, channel, event, data)
  local staged = string.sub(KEYS[2], 1, -5) .. 'staged'
  if redis.call('XLEN', staged) < maximum then
    redis.call('XADD', staged, '*', 'c', channel, 'e', event, 'b', data)
  else
    redis.call('INCR', staged .. ':dropped')
  end
end
