-- Appends events, one after the other: each to the tail, and to the history of each of its channels, under one id.
--
-- KEYS[1] meta   KEYS[2] tail   KEYS[3] work queue   KEYS[4] preferences, a hash by channel
-- KEYS[5..] for each event: where it is to be appended once only, the record of that or of the claim (claim.lua); then, in
--   the order of the channels, each history, its origin and its overlay; none for what is delivered live only
-- ARGV[1] the highest id that the caller has seen   ARGV[2] retention, ms   ARGV[3] entries of a history, about
-- ARGV[4] entries of the tail, about                ARGV[5] entries that the work queue may hold
-- ARGV[6..] for each event:
--   its channels, separated by spaces
--   letters: w for the work queue, t for the tail and the histories, p to hold back users who have preferences, o for once,
--     k for once under a claim, r where it revises a message of its one channel
--   how many histories it has
--   how many arguments of its entry follow, and those: fields and values
--   with r: the id of the message, and `e` where it is edited or `d` where it is deleted
--   with o: the fingerprint of what is appended, and how long that is remembered, ms
-- Returns for each event {id, outcome, channel, preferences, …}: `new`; `same`, with the id of the first time, or 0-0 where
--   the claim has it; `other`, where another fingerprint was appended under this record; `full`, where the work queue is;
--   `deleted`, where a message that is to be edited was deleted. Only `new` has changed anything. Then the channels that
--   were held back, with their preferences.
--
-- Each entry of the tail carries as `p` the id before it, so that a reader can compute whether anything between its
-- position and the entry is missing. A history says that with its origin: from there on it is complete. The work queue has
-- ids of its own; an entry there carries as `i` its id in the log or, if it is not appended there, the log's position.

local call, find, format, unpack = redis.call, string.find, string.format, unpack
local KEYS, ARGV = KEYS, ARGV
local tail, retention, perChannel, tailLength, workLength = KEYS[2], tonumber(ARGV[2]), ARGV[3], ARGV[4], tonumber(ARGV[5])
local part, mostPerChannel = math.ceil(retention / 16), tonumber(perChannel) + 100
local now = clock()
local key, arg, outcomes = 5, 6, {}
local queued = nil

-- The log's state once something is appended, and its newest id as numbers: they are computed with.
local s, ms, seq = nil, 0, 0

local function following()
  if not s then
    s = open(KEYS[1], tail, ARGV[1], retention, now)
    local last = parse(s.last)
    ms, seq = last[1], last[2]
  end
  if now > ms then ms, seq = now, 0 else seq = seq + 1 end
  return format('%d-%d', ms, seq)
end

-- Where the log is: not before its newest entry, and not beyond the next.
local function position()
  local last = s and {ms, seq} or parse(call('HGET', KEYS[1], 'last') or '0-0')
  if now > last[1] then return format('%d-0', now) end
  return spell(last)
end

-- Lets go of a history's oldest entries. It is complete then from just before the first that is left.
local function shorten(name, origin, ...)
  if call('XTRIM', name, ...) > 0 then
    local first = parse(call('XRANGE', name, '-', '+', 'COUNT', 1)[1][1])
    local before = first[2] > 0 and {first[1], first[2] - 1} or {first[1] - 1, 4294967295}
    call('SET', origin, spell(before), 'PXAT', format('%d', ms + retention + 2 * part))
  end
end

-- Removes revisions that the history does not hold any more, and so nothing that they concern, out of a few taken at
-- random. With four for each that is added at most a quarter of an overlay is such.
local function forget(overlay, origin, few)
  local held = parse(call('GET', origin) or '0-0')
  local some = call('HRANDFIELD', overlay, few, 'WITHVALUES')
  for i = 1, #some, 2 do
    if not later(parse(string.match(some[i + 1], '^%S+')), held) then call('HDEL', overlay, some[i]) end
  end
end

-- What is older than the retention goes once in a part of it, and the time at which all of it goes is put off then. That
-- is counted by the ids and not by the clock, which may be behind them: see `floor`. An origin outlives its history.
local function history(name, origin, overlay, id, from, to)
  call('XADD', name, id, unpack(ARGV, from, to))
  local length = call('XLEN', name)
  if length > mostPerChannel then shorten(name, origin, 'MAXLEN', '~', perChannel) end
  if length == 1 or call('PTTL', name) <= ms + retention - now then
    if length == 1 then call('SET', origin, floor(s, now)) end
    shorten(name, origin, 'MINID', format('%d', math.max(0, now - retention)))
    call('PEXPIREAT', name, format('%d', ms + retention + part))
    call('PEXPIREAT', origin, format('%d', ms + retention + 2 * part))
    if call('PEXPIREAT', overlay, format('%d', ms + retention + 2 * part)) == 1 then forget(overlay, origin, 100) end
  end
end

-- Writes down what an event says of an earlier one. The overlay outlives the history, too.
local function revise(name, origin, overlay, message, id, how)
  call('HSET', overlay, message, id .. ' ' .. how)
  call('PEXPIRE', overlay, call('PTTL', name) + part)
  forget(overlay, origin, 4)
end

-- Takes out of the channels, and of their histories, whoever has preferences; and tells of them.
local function holdBack(channels, histories, outcome)
  local all, free, left = {}, {}, {}
  for channel in string.gmatch(channels, '%S+') do all[#all + 1] = channel end
  local preferences = call('HMGET', KEYS[4], unpack(all))
  for i = 1, #all do
    if preferences[i] then
      outcome[#outcome + 1] = all[i]
      outcome[#outcome + 1] = preferences[i]
    else
      free[#free + 1] = all[i]
      left[#left + 1] = histories[i]
    end
  end
  if #free == #all then return channels, histories end
  return table.concat(free, ' '), left
end

while ARGV[arg] do
  local channels, letters, count = ARGV[arg], ARGV[arg + 1], tonumber(ARGV[arg + 2])
  local from, to = arg + 4, arg + 3 + tonumber(ARGV[arg + 3])
  arg = to + 1
  local work, push = find(letters, 'w', 1, true), find(letters, 't', 1, true)
  local outcome = {'0-0', 'new'}
  outcomes[#outcomes + 1] = outcome

  local message, how
  if find(letters, 'r', 1, true) then
    message, how = ARGV[arg], ARGV[arg + 1]
    arg = arg + 2
  end

  local record, fingerprint, remembered, known, claim
  if find(letters, 'o', 1, true) then
    record, fingerprint, remembered = KEYS[key], ARGV[arg], ARGV[arg + 1]
    key, arg = key + 1, arg + 2
    known = call('GET', record)
  elseif find(letters, 'k', 1, true) then
    record = KEYS[key]
    key = key + 1
    claim = call('GET', record)
    if claim and string.sub(claim, -1) == '+' then outcome[2] = 'same' end
  end

  local histories = {}
  for i = 1, count do histories[i] = key + 3 * (i - 1) end
  key = key + 3 * count
  if find(letters, 'p', 1, true) then channels, histories = holdBack(channels, histories, outcome) end

  if known then
    local before, id = string.match(known, '^(%S+) (%S+)$')
    outcome[1], outcome[2] = id, before == fingerprint and 'same' or 'other'
  elseif how == 'e' and find(call('HGET', KEYS[histories[1] + 2], message) or '', 'd', 1, true) then
    outcome[2] = 'deleted'
  elseif outcome[2] == 'new' then
    if work and not queued then queued = call('XLEN', KEYS[3]) end
    if work and queued >= workLength then
      outcome[2] = 'full'
    else
      local id = '0-0'
      if push and channels ~= '' then
        id = following()
        call('XADD', tail, 'MAXLEN', '~', tailLength, id, 'p', s.last, 'c', channels, unpack(ARGV, from, to))
        for i = 1, #histories do
          local h = histories[i]
          history(KEYS[h], KEYS[h + 1], KEYS[h + 2], id, from, to)
          if message then revise(KEYS[h], KEYS[h + 1], KEYS[h + 2], message, id, how) end
        end
        s.last = id
      end
      if work and channels ~= '' then
        call('XADD', KEYS[3], '*', 'c', channels, 'i', id == '0-0' and position() or id, unpack(ARGV, from, to))
        queued = queued + 1
      end
      if claim then
        call('SET', record, claim .. '+', 'KEEPTTL')
      elseif fingerprint then
        call('SET', record, fingerprint .. ' ' .. id, 'PX', remembered)
      end
      outcome[1] = id
    end
  end
end

if s then call('HSET', KEYS[1], 'last', s.last) end
return outcomes
