import { lowestPriority, scoresPerPriority } from "./bullmq-queues.ts";

/**
 * Lets one call in, all gateways together, or says why not. The places of calls in flight end by themselves, by Redis'
 * clock, so that a gateway that dies takes none with it.
 *
 * KEYS: places of the tenant, of the person and of the workload (sorted sets, score = end); of the workload's queue the
 * jobs by priority, and those that run.
 * ARGV: the call's name, for how long a place is held, places per tenant, per person; slots of all workers (0 = not
 * known), recent time of a call, longest wait.
 *
 * The priority is how many calls of the tenant and the person are in flight: so the first call of a quiet tenant stands
 * before the second of everybody, however many a noisy one has queued. The last quarter of the queue is for tenants
 * that have few calls in flight. One person gets at most half of the slots: Microsoft serves no more than four requests
 * of one mailbox at once, so more of them would only keep slots from others.
 */
export const admissionScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local counts = {}
for i = 1, 3 do
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)
  counts[i] = redis.call('ZCARD', KEYS[i])
end
local tenant, person, all = counts[1], counts[2], counts[3]
local slots, service = tonumber(ARGV[5]), tonumber(ARGV[6])
if person >= tonumber(ARGV[4]) then return {'user', 0, 0} end
if tenant >= tonumber(ARGV[3]) then return {'tenant', 0, 0} end

local priority = 1 + math.min(tenant + person, ${lowestPriority - 1})
local wait = 0
if slots > 0 then
  local whole = math.ceil(math.max(0, all - slots) * service / slots)
  if person >= math.max(4, slots / 2) then return {'user_share', service, 0} end
  if all >= 3 * slots then return {'queue_full', whole, 0} end
  if all >= 2.5 * slots and tenant * 4 >= slots then return {'tenant_share', whole, 0} end
  local ahead = redis.call('ZCOUNT', KEYS[4], '-inf', '(' .. string.format('%.0f', (priority + 1) * ${scoresPerPriority}))
  local free = math.max(0, slots - redis.call('LLEN', KEYS[5]))
  wait = math.ceil(math.max(0, ahead + 1 - free) * service / slots)
  if wait > tonumber(ARGV[7]) then return {'long_wait', wait, 0} end
end
for i = 1, 3 do
  redis.call('ZADD', KEYS[i], now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', KEYS[i], ARGV[2])
end
return {'in', wait, priority}
`;

/** Gives the places of a call back. KEYS: its places, as above. ARGV: its name. */
export const leaveScript = `
for i = 1, #KEYS do redis.call('ZREM', KEYS[i], ARGV[1]) end
`;
