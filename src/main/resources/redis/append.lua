-- Appends events, one after the other: each to the tail, and to the history of each of its channels, under one id.
--
-- KEYS[1] meta   KEYS[2] tail   KEYS[3] work queue   KEYS[4] preferences, a hash by channel
-- KEYS[5..] for each event: the record of this append (see ARGV fingerprint), then, in the order of the channels, each
--   history and what its newest entry is; none for what is delivered live only
-- ARGV[1] the highest id that the caller has seen   ARGV[2] retention, ms   ARGV[3] entries of a history, about
-- ARGV[4] entries of the tail, about                ARGV[5] entries that the work queue may hold
-- ARGV[6..] for each event:
--   its channels, separated by spaces
--   how many histories it has
--   the fingerprint of what is appended, if it is to be appended once only; else empty
--   how long that is remembered, ms
--   letters: w for the work queue, t for the tail and the histories, p to hold back users who have preferences
--   how many arguments follow, and those: fields and values of the entry
-- Returns for each event {id, outcome, channel, preferences, …}: `new`; `same`, with the id of the first time; `other`,
--   where another fingerprint was appended under this record; `full`, where the work queue is. Only `new` has changed
--   anything. Then the channels that were held back, with their preferences.
--
-- Each entry carries as `p` the id before it in the same stream, so that a reader can compute whether anything between
-- its position and the entry is missing. The work queue has ids of its own.

local retention, perChannel, tailLength, workLength = tonumber(ARGV[2]), ARGV[3], ARGV[4], tonumber(ARGV[5])
local part = math.ceil(retention / 16)
local now = clock()
local s = nil
local queued = nil
local key, arg = 5, 6
local outcomes = {}

local function held(channels)
  local preferences = redis.call('HMGET', KEYS[4], unpack(channels))
  for i = 1, #channels do
    if preferences[i] then return preferences end
  end
  return nil
end

-- Which entry was the newest is remembered beside the history: looking there would be to read its content, too. What is
-- older than the retention goes, and the time at which all of it goes is put off, once in a part of the retention. That is
-- counted by the ids and not by the clock, which may be behind them: see `floor`.
local function history(name, newest, spelled, id, fields)
  local expiry = string.format('%d', id[1] + retention + part + 1)
  local known = redis.call('SET', newest, spelled, 'PXAT', expiry, 'GET')
  local before = known or (redis.call('XREVRANGE', name, '+', '-', 'COUNT', 1)[1] or {})[1]
  redis.call('XADD', name, 'MAXLEN', '~', perChannel, spelled, 'p', before or floor(s, now), unpack(fields))
  if not known or math.floor(parse(known)[1] / part) ~= math.floor(id[1] / part) then
    redis.call('XTRIM', name, 'MINID', string.format('%d', math.max(0, now - retention)))
    redis.call('PEXPIREAT', name, expiry)
  end
end

while ARGV[arg] do
  local channels, histories, fingerprint, remembered = ARGV[arg], tonumber(ARGV[arg + 1]), ARGV[arg + 2], ARGV[arg + 3]
  local letters, count = ARGV[arg + 4], tonumber(ARGV[arg + 5])
  local fields = {unpack(ARGV, arg + 6, arg + 5 + count)}
  local record, first = KEYS[key], key + 1
  key, arg = key + 1 + 2 * histories, arg + 6 + count

  local work, push = string.find(letters, 'w', 1, true), string.find(letters, 't', 1, true)
  local outcome = {'0-0', 'new'}
  outcomes[#outcomes + 1] = outcome

  local names = {}
  for i = first, first + 2 * histories - 1, 2 do names[#names + 1] = i end
  if string.find(letters, 'p', 1, true) then
    local all, free, open = {}, {}, {}
    for channel in string.gmatch(channels, '%S+') do all[#all + 1] = channel end
    local preferences = held(all)
    if preferences then
      for i = 1, #all do
        if preferences[i] then
          outcome[#outcome + 1] = all[i]
          outcome[#outcome + 1] = preferences[i]
        else
          free[#free + 1] = all[i]
          open[#open + 1] = names[i]
        end
      end
      channels, names = table.concat(free, ' '), open
    end
  end

  local known = fingerprint ~= '' and redis.call('GET', record)
  if known then
    local before, id = string.match(known, '^(%S+) (%S+)$')
    outcome[1], outcome[2] = id, before == fingerprint and 'same' or 'other'
  else
    if work and not queued then queued = redis.call('XLEN', KEYS[3]) end
    if work and queued >= workLength then
      outcome[2] = 'full'
    else
      local spelled = '0-0'
      if push and channels ~= '' then
        s = s or open(KEYS[1], KEYS[2], ARGV[1], retention, now)
        local id = following(s.last, now)
        spelled = spell(id)
        redis.call('XADD', KEYS[2], 'MAXLEN', '~', tailLength, spelled, 'p', s.last, 'c', channels, unpack(fields))
        for i = 1, #names do history(KEYS[names[i]], KEYS[names[i] + 1], spelled, id, fields) end
        s.last = spelled
        s.changed = true
      end
      if work and channels ~= '' then
        redis.call('XADD', KEYS[3], '*', 'c', channels, 'i', spelled, unpack(fields))
        queued = queued + 1
      end
      if fingerprint ~= '' then
        redis.call('SET', record, fingerprint .. ' ' .. spelled, 'PX', remembered)
      end
      outcome[1] = spelled
    end
  end
end

if s and s.changed then redis.call('HSET', KEYS[1], 'last', s.last) end
return outcomes
