import { scoresPerPriority } from "#common/queue/protocol.ts";
import { guestShare } from "#common/workload.ts";
import { lowestPriority } from "#gateway/queue/bullmq-queues.ts";
import { admissionLimits } from "./admission-limits.ts";

const { personShare, minPerPerson, placesPerSlot } = admissionLimits;

/**
 * Admits one call, for all gateways together, or names the limit that it exceeds. Places expire on their own, by Redis'
 * clock, so a gateway that dies leaves none behind. With its first line, a full Redis refuses the whole script: without
 * it, the first command would free memory, and Redis lets a script that has written go on.
 *
 * KEYS: the places of the tenant, of the person, of the workload and of the tenant in the workload (sorted sets,
 * score = end); the workload's waiting jobs (sorted set by priority) and running jobs (list). ARGV: the call's name,
 * for how long a place is held, places per tenant and per person; slots of all workers (0 = unknown), for how long a
 * call lately had one, longest wait.
 *
 * The priority is the number of calls that the tenant and the person have in flight: the first call of a quiet tenant
 * is ahead of everybody's second call. A running job may be one that waits without a slot, and workers keep slots for
 * tenants that hold few: so that first call waits for nothing but other first calls.
 */
export const admissionScript = `#!lua
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local counts = {}
for i = 1, 4 do
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)
  counts[i] = redis.call('ZCARD', KEYS[i])
end
local tenant, person, all, theirs = counts[1], counts[2], counts[3], counts[4]
local slots, service = tonumber(ARGV[5]), tonumber(ARGV[6])
if person >= tonumber(ARGV[4]) then return {'user', 0, 0} end
if tenant >= tonumber(ARGV[3]) then return {'tenant', 0, 0} end

local priority = 1 + math.min(tenant + person, ${lowestPriority - 1})
local wait = 0
if slots > 0 then
  local whole = math.ceil(math.max(0, all - slots) * service / slots)
  if person >= math.max(${minPerPerson}, slots * ${personShare}) then return {'user_share', service, 0} end
  local places = slots * ${placesPerSlot} - all
  if places <= 0 then return {'queue_full', whole, 0} end
  if theirs >= places then return {'tenant_share', whole, 0} end
  local next = string.format('%.0f', (priority + 1) * ${scoresPerPriority})
  local ahead = redis.call('ZCOUNT', KEYS[5], '-inf', '(' .. next)
  local free = math.max(0, slots - redis.call('LLEN', KEYS[6]))
  if tenant == 0 then free = free + math.ceil(slots * ${guestShare}) end
  wait = math.ceil(math.max(0, ahead + 1 - free) * service / slots)
  if wait > tonumber(ARGV[7]) then return {'long_wait', wait, 0} end
end
for i = 1, 4 do
  redis.call('ZADD', KEYS[i], now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', KEYS[i], ARGV[2])
end
return {'in', wait, priority}
`;

/** Releases the places of a call. KEYS: its places, as above. ARGV: its name. */
export const leaveScript = `
for i = 1, #KEYS do redis.call('ZREM', KEYS[i], ARGV[1]) end
`;
