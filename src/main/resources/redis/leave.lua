-- Deletes a consumer of a work queue unless it has pending entries. Deleting it would remove them from the group, so that no
-- other worker could claim them. A reply with entries may be in transit when a worker stops.
--
-- KEYS[1] queue
-- ARGV[1] group   ARGV[2] consumer
-- Returns 1 if it was deleted, 0 if it has pending entries

if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then return 0 end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
return 1
