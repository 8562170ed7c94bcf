-- Appends events in order: each under one id to the tail and to the histories of its channels, and to the work queue.
--
-- KEYS[1] meta   KEYS[2] tail   KEYS[3] work queue   KEYS[4] preferences, a hash by channel
-- KEYS[5] prefix of the histories. No key has this name, so a server of a cluster rejects the whole call while the slot moves to another:
--   the addressed tails are not among the keys, and the call would fail in the middle at the first one that has moved.
-- KEYS[6..] for each event:
--   with o: the record of this append; with k: the idempotency record that the append belongs to (claim.lua)
--   with h: the stream of staged events
--   for each history, in the order of the channels: the history, its origin, its overlay. None for an ephemeral event.
-- ARGV[1] the highest id that the caller has seen   ARGV[2] retention, ms   ARGV[3] length of a history, approximate
-- ARGV[4] length of the tail, approximate
-- ARGV[5] maximum length of the work queue, and of the stream of staged events
-- ARGV[6..] for each event:
--   the channels, separated by spaces
--   the flags: w adds to the work queue; t appends to the tail and the histories; p holds back users who have preferences;
--     h stages the event for hooks; o appends once, under a record of its own; k appends once, under an existing record;
--     r revises a message of the only channel; a is for all instances, whatever the channel
--   the number of histories
--   the number of arguments of the stream entry, and these arguments: fields and values
--   with r: the id of the message, and `e` for an edit or `d` for a deletion
--   with o: the fingerprint, and how long the record is stored, ms
-- Returns for each event {id, outcome, channel, preferences, …}. The outcomes; only `new` has changed anything:
--   new       appended now. The id is 0-0 if the event is not in the tail.
--   same      appended by an earlier call: the id is that of the first call, or 0-0 with k
--   other     the record has another fingerprint
--   full      the work queue, or the stream of staged events, is full
--   deleted   the message to edit was deleted
-- The outcome is followed by the channels that were held back, with their preferences.
--
-- Each entry of the tail contains as `p` the id of the previous entry, so a reader can detect that entries between its
-- position and this entry are missing. For a history, the origin has this role: the history is complete from there. The
-- work queue has its own ids. Its entries contain as `i` the id in the log; for an event that is not in the log, the
-- position of the log.
--
-- While instances follow addressed tails, the script also appends to these: see the prelude.

local call, find, format, unpack = redis.call, string.find, string.format, unpack
local KEYS, ARGV = KEYS, ARGV
local meta, tail, seen, retention = KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2])
local holders, newestIds = string.sub(tail, 1, -5) .. 'holders', string.sub(tail, 1, -5) .. 'newest'
local perChannel, tailLength, workLength = ARGV[3], ARGV[4], tonumber(ARGV[5])
local period, maxPerChannel = math.ceil(retention / 16), tonumber(perChannel) + 100
local now = clock()
local key, arg, outcomes = 6, 6, {}
local queued = nil

-- The newest id, as text and as numbers for arithmetic, and the newest ids after earlier calls. Read on the first append.
local last, ms, seq, recent = nil, 0, 0, nil
-- The newest id of the shared tail, nil if no instance follows addressed tails; and those of the tails of instances.
local shared, newest = nil, {}
-- The state of the log. Most calls do not need it.
local s

local function openLog()
  s = s or open(meta, tail, seen, retention, now)
  return s
end

-- Reads the newest id. If the log contains `seen` and has this retention, `open` would change nothing and is not called. An
-- id in `recent` is in the log: the fields are replicated and lost together with the entries.
local function readLast()
  local stored = call('HMGET', meta, 'last', 'retention', 'recent', 'addressed', 'shared', 'routed')
  recent = stored[3] or ' '
  local isSeen = stored[1] == seen or find(recent, ' ' .. seen .. ' ', 1, true)
  last = isSeen and stored[2] == ARGV[2] and stored[1] or openLog().last
  local id = parse(last)
  ms, seq = id[1], id[2]
  shared = newestShared(stored[4], stored[5], stored[6], last, now)
end

local function nextId()
  if not last then readLast() end
  if now > ms then ms, seq = now, 0 else seq = seq + 1 end
  return format('%d-%d', ms, seq)
end

-- Returns the current position of the log: at or after its newest entry, and before the next one.
local function position()
  local id = last and {ms, seq} or parse(call('HGET', meta, 'last') or '0-0')
  if now > id[1] then return format('%d-0', now) end
  return toId(id)
end

-- Trims the oldest entries of a history. Afterwards it is complete from just before the first remaining entry.
local function trim(name, origin, ...)
  if call('XTRIM', name, ...) > 0 then
    local first = parse(call('XRANGE', name, '-', '+', 'COUNT', 1)[1][1])
    local completeAfter = first[2] > 0 and {first[1], first[2] - 1} or {first[1] - 1, 4294967295}
    call('SET', origin, toId(completeAfter), 'PXAT', format('%d', ms + retention + 2 * period))
  end
end

-- Removes obsolete revisions from an overlay: those that the history no longer holds, because then it does not hold their
-- messages either. Checks a random sample. With four samples per added revision, at most a quarter of an overlay is
-- obsolete.
local function dropObsolete(overlay, origin, count)
  local complete = parse(call('GET', origin) or '0-0')
  local sample = call('HRANDFIELD', overlay, count, 'WITHVALUES')
  for i = 1, #sample, 2 do
    if not isLater(parse(string.match(sample[i + 1], '^%S+')), complete) then call('HDEL', overlay, sample[i]) end
  end
end

-- Appends to a history. Once per `period`, a part of the retention, it trims entries older than the retention, and extends the
-- expiry of the keys. The expiry is computed from the ids and not from the clock, which may be behind them: see `floor`.
-- An origin outlives its history.
local function appendToHistory(name, origin, overlay, id, from, to)
  call('XADD', name, id, unpack(ARGV, from, to))
  local length = call('XLEN', name)
  if length > maxPerChannel then trim(name, origin, 'MAXLEN', '~', perChannel) end
  if length == 1 or call('PTTL', name) <= ms + retention - now then
    if length == 1 then call('SET', origin, floor(openLog(), now)) end
    trim(name, origin, 'MINID', format('%d', math.max(0, now - retention)))
    call('PEXPIREAT', name, format('%d', ms + retention + period))
    call('PEXPIREAT', origin, format('%d', ms + retention + 2 * period))
    if call('PEXPIREAT', overlay, format('%d', ms + retention + 2 * period)) == 1 then dropObsolete(overlay, origin, 100) end
  end
end

-- Adds a revision to the overlay of a history. An overlay, too, outlives its history.
local function addRevision(name, origin, overlay, message, id, kind)
  call('HSET', overlay, message, id .. ' ' .. kind)
  call('PEXPIRE', overlay, call('PTTL', name) + period)
  dropObsolete(overlay, origin, 4)
end

-- Removes users who have preferences from the channels and histories, and adds them to the outcome.
local function holdBack(channels, histories, outcome)
  local channelNames, free, left = {}, {}, {}
  for channel in string.gmatch(channels, '%S+') do channelNames[#channelNames + 1] = channel end
  local preferences = call('HMGET', KEYS[4], unpack(channelNames))
  for i = 1, #channelNames do
    if preferences[i] then
      outcome[#outcome + 1] = channelNames[i]
      outcome[#outcome + 1] = preferences[i]
    else
      free[#free + 1] = channelNames[i]
      left[#left + 1] = histories[i]
    end
  end
  if #free == #channelNames then return channels, histories end
  return table.concat(free, ' '), left
end

-- Returns the instances that have registered any of the users, each with its users among them.
local function instancesOf(users)
  local held, byInstance, instances = call('HMGET', holders, unpack(users)), {}, {}
  for i = 1, #users do
    for instance in string.gmatch(held[i] or '', '(%S+)=') do
      if not byInstance[instance] then
        byInstance[instance] = {}
        instances[#instances + 1] = instance
      end
      table.insert(byInstance[instance], users[i])
    end
  end
  return instances, byInstance
end

-- Copies an entry of the tail to the tails of the instances that have registered its users. `s` is the newest entry of the shared
-- tail. An instance without a tail has stopped.
local function address(id, channels, from, to)
  local users = {}
  for user in string.gmatch(channels, '%S+') do users[#users + 1] = user end
  local instances, byInstance = instancesOf(users)
  for _, instance in ipairs(instances) do
    local previous = newest[instance] or call('HGET', newestIds, instance) or last
    local added = call('XADD', tail .. ':' .. instance, 'NOMKSTREAM', 'MAXLEN', '~', tailLength, id, 'p', previous, 's', shared,
      'c', table.concat(byInstance[instance], ' '), unpack(ARGV, from, to))
    if added then newest[instance] = id end
  end
end

-- Copies an entry of the tail to the addressed tails.
local function route(id, channels, isForAll, from, to)
  if not isForAll and find(channels, '^user:') then
    address(id, channels, from, to)
  else
    call('XADD', tail .. ':shared', 'MAXLEN', '~', tailLength, id, 'p', shared, 'c', channels, unpack(ARGV, from, to))
    shared = id
  end
end

while ARGV[arg] do
  local channels, flags, count = ARGV[arg], ARGV[arg + 1], tonumber(ARGV[arg + 2])
  local from, to = arg + 4, arg + 3 + tonumber(ARGV[arg + 3])
  arg = to + 1
  local work, push = find(flags, 'w', 1, true), find(flags, 't', 1, true)
  local outcome = {'0-0', 'new'}
  outcomes[#outcomes + 1] = outcome

  local message, kind
  if find(flags, 'r', 1, true) then
    message, kind = ARGV[arg], ARGV[arg + 1]
    arg = arg + 2
  end

  local record, fingerprint, recordDuration, stored, claim
  if find(flags, 'o', 1, true) then
    record, fingerprint, recordDuration = KEYS[key], ARGV[arg], ARGV[arg + 1]
    key, arg = key + 1, arg + 2
    stored = call('GET', record)
  elseif find(flags, 'k', 1, true) then
    record = KEYS[key]
    key = key + 1
    claim = call('GET', record)
    if claim and string.sub(claim, -1) == '+' then outcome[2] = 'same' end
  end

  local staged = find(flags, 'h', 1, true) and KEYS[key]
  if staged then key = key + 1 end

  local histories = {}
  for i = 1, count do histories[i] = key + 3 * (i - 1) end
  key = key + 3 * count
  if find(flags, 'p', 1, true) then channels, histories = holdBack(channels, histories, outcome) end

  if stored then
    local storedFingerprint, id = string.match(stored, '^(%S+) (%S+)$')
    outcome[1], outcome[2] = id, storedFingerprint == fingerprint and 'same' or 'other'
  elseif kind == 'e' and find(call('HGET', KEYS[histories[1] + 2], message) or '', 'd', 1, true) then
    outcome[2] = 'deleted'
  elseif outcome[2] == 'new' then
    if work and not queued then queued = call('XLEN', KEYS[3]) end
    if work and queued >= workLength or staged and call('XLEN', staged) >= workLength then
      outcome[2] = 'full'
    else
      local id = '0-0'
      if push and channels ~= '' then
        id = nextId()
        call('XADD', tail, 'MAXLEN', '~', tailLength, id, 'p', last, 'c', channels, unpack(ARGV, from, to))
        if shared then route(id, channels, find(flags, 'a', 1, true), from, to) end
        for i = 1, #histories do
          local h = histories[i]
          appendToHistory(KEYS[h], KEYS[h + 1], KEYS[h + 2], id, from, to)
          if message then addRevision(KEYS[h], KEYS[h + 1], KEYS[h + 2], message, id, kind) end
        end
        last = id
      end
      if work and channels ~= '' then
        call('XADD', KEYS[3], '*', 'c', channels, 'i', id == '0-0' and position() or id, unpack(ARGV, from, to))
        queued = queued + 1
      end
      if staged then call('XADD', staged, '*', 'c', channels, 'i', id, unpack(ARGV, from, to)) end
      if claim then
        call('SET', record, claim .. '+', 'KEEPTTL')
      elseif fingerprint then
        call('SET', record, fingerprint .. ' ' .. id, 'PX', recordDuration)
      end
      outcome[1] = id
    end
  end
end

if last then call('HSET', meta, 'last', last, 'recent', ' ' .. last .. string.sub(recent, 1, 255)) end
if last and shared then call('HSET', meta, 'shared', shared, 'routed', last) end
for instance, id in pairs(newest) do call('HSET', newestIds, instance, id) end
return outcomes
