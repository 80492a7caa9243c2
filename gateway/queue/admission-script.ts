/**
 * Lets one call in, all gateways together, or says why not. The places of calls in flight end by themselves, by Redis'
 * clock, so that a gateway that dies takes none with it.
 *
 * KEYS: places of the tenant, places of the person (sorted sets, score = end); of the workload's queue the jobs by
 * priority, the jobs without one, and those that run.
 * ARGV: the call's name, for how long a place is held, places per tenant, per person; slots of all workers (0 = not
 * known), recent time of a call, longest wait.
 *
 * The priority is how many calls of the tenant and the person are in flight: so the first call of a quiet tenant stands
 * before the second of everybody, however many a noisy one has queued. The last quarter of the queue is for tenants
 * that have few calls in flight.
 */
export const admissionScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local counts = {}
for i = 1, 2 do
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)
  counts[i] = redis.call('ZCARD', KEYS[i])
end
if counts[2] >= tonumber(ARGV[4]) then return {'user', 0, 0} end
if counts[1] >= tonumber(ARGV[3]) then return {'tenant', 0, 0} end

local priority = 1 + math.min(counts[1] + counts[2], 2097150)
local slots, service = tonumber(ARGV[5]), tonumber(ARGV[6])
local wait = 0
if slots > 0 then
  local plain = redis.call('LLEN', KEYS[4])
  local waiting = redis.call('ZCARD', KEYS[3]) + plain
  local whole = math.ceil(waiting * service / slots)
  if waiting >= 2 * slots then return {'queue_full', whole, 0} end
  if waiting >= 1.5 * slots and counts[1] * 4 >= slots then return {'tenant_share', whole, 0} end
  local ahead = plain + redis.call('ZCOUNT', KEYS[3], '-inf', '(' .. string.format('%.0f', (priority + 1) * 4294967296))
  local free = slots - redis.call('LLEN', KEYS[5])
  wait = math.ceil(math.max(0, ahead + 1 - math.max(0, free)) * service / slots)
  if wait > tonumber(ARGV[7]) then return {'long_wait', wait, 0} end
end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return {'in', wait, priority}
`;

/** Gives the places of a call back. KEYS and the first of ARGV as above. */
export const leaveScript = `
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
`;
