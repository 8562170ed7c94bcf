-- Renews the expiry of the keys of a temporary log, and empties its work queue. Creates streams that do not exist, because an
-- append would create them without an expiry.
--
-- KEYS[1] meta   KEYS[2] tail   KEYS[3] work queue
-- ARGV[1] the expiry, ms

local call = redis.call

for i = 2, 3 do
  if call('EXISTS', KEYS[i]) == 0 then
    call('XGROUP', 'CREATE', KEYS[i], 'temporary', '0', 'MKSTREAM')
    call('XGROUP', 'DESTROY', KEYS[i], 'temporary')
  end
end
call('XTRIM', KEYS[3], 'MAXLEN', 0)
for i = 1, 3 do call('PEXPIRE', KEYS[i], ARGV[1]) end
return 1
