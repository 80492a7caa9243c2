import { z } from "zod";
import { type Call, type Caller, personKey } from "#common/call.ts";
import { createKeyedNames } from "#common/keyed-names.ts";
import type { Logger } from "#common/logger.ts";
import type { TenantMemory } from "#common/off-boarding.ts";
import { deriveKey } from "#common/queue/envelope.ts";
import { type JobContent, keyPrefix, scoresPerPriority } from "#common/queue/protocol.ts";
import { createRedisScript, optionalAnswer, type RedisConnection } from "#common/queue/redis.ts";
import { createFailureLogger, isRedisFull } from "#common/queue/redis-outage.ts";
import type { SealingKeys } from "#common/settings.ts";
import { createTally } from "#common/tally.ts";
import { newcomerShare, type Workload } from "#common/workload.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { jobKeys, lowestPriority } from "#gateway/queue/bullmq-queues.ts";
import type { TenantLimits } from "#gateway/tenants/tenant-policy.ts";
import { admissionLimits, admissionRefusal, noLiveWorker } from "./admission-limits.ts";
import type { Fleet } from "./fleet.ts";

/** What admission needs to know of a call. */
export type AdmittedCall = Pick<Call, "requestId" | "caller">;

export interface Place {
  /** The call's priority in the queue: lower numbers are served first. */
  priority: number;
  /** Ends the call; must be called once. `slotMs`: for how long it had a slot of the worker that answered it. */
  leave(slotMs?: number): void;
}

/** Admits calls within the limits of `admission-limits.ts`. Rejects with `rate_limited` or `unavailable`. */
export interface Admission {
  admit(call: AdmittedCall, workload: Workload): Promise<Place>;
}

/** Weight of the newest call in the moving average. */
const weight = 0.1;

/**
 * Moving averages of how long calls occupy a slot, as workers tell. The duration of a call would not do: those of a
 * tenant that Microsoft throttles wait for most of it, without a slot.
 */
export function createServiceTimes() {
  const averages = new Map<Workload, number>();
  return {
    /** Records for how long a call that has ended had a slot. */
    observe(workload: Workload, slotMs: number): void {
      const average = averages.get(workload);
      averages.set(workload, average === undefined ? slotMs : average + weight * (slotMs - average));
    },
    /** How long a call recently had a slot; 0 while that is unknown. */
    recentMs: (workload: Workload): number => averages.get(workload) ?? 0,
  };
}

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
const admissionScript = `#!lua
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
  if tenant == 0 then free = free + math.ceil(slots * ${newcomerShare}) end
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
const leaveScript = `
for i = 1, #KEYS do redis.call('ZREM', KEYS[i], ARGV[1]) end
`;

/**
 * Counts the calls in flight in this process.
 * @param limitsOf asked at each call, since a tenant's limits may change at any time
 */
export function createLocalAdmission(options: {
  limitsOf: (tenantId: string) => TenantLimits;
  metrics: GatewayMetrics;
  perGateway?: number;
}) {
  const { limitsOf, metrics, perGateway = admissionLimits.perGateway } = options;
  const inFlight = createTally();

  return {
    /** Admits a call; the returned function must be called when it ends. Throws `rate_limited` at a limit. */
    admit(caller: Caller): () => void {
      const { tenantId } = caller;
      const { perUser, perTenant } = limitsOf(tenantId);
      const counted = [
        { reason: "user", key: personKey(caller), limit: perUser },
        { reason: "tenant", key: tenantId, limit: perTenant },
        { reason: "total", key: "", limit: perGateway },
      ] as const;
      const full = counted.find(({ key, limit }) => inFlight.of(key) >= limit);
      if (full !== undefined) throw admissionRefusal({ reason: full.reason, metrics });
      for (const { key } of counted) inFlight.add(key, 1);
      return () => {
        for (const { key } of counted) inFlight.add(key, -1);
      };
    },
  };
}

/** A place expires only after the deadline of its call, which normally releases it. */
const placeGraceMs = 2_000;
const fullRetryMs = 3_000;

const scriptAnswer = z.tuple([
  z.enum(["in", "user", "user_share", "tenant", "tenant_share", "queue_full", "long_wait", "redis_full"]),
  z.number().nonnegative(),
  z.number().int().nonnegative(),
]);

/** A full Redis takes no place, nor would it take the call. */
function answerOfFull(error: unknown) {
  if (isRedisFull(error)) return ["redis_full", fullRetryMs, 0];
  throw error;
}

/**
 * Admission by the limits of all gateways together and by the capacity of the queue, in one request to Redis. The
 * limits of this gateway alone are checked first. When Redis does not answer within 250 ms, or answers with an error
 * (which is logged), only they apply.
 * @param keys the ring; its first key makes names that do not show whose they are
 */
export function createSharedAdmission(options: {
  redis: RedisConnection;
  keys: SealingKeys;
  limitsOf: (tenantId: string) => TenantLimits;
  fleet: Fleet;
  serviceTimes: ReturnType<typeof createServiceTimes>;
  metrics: GatewayMetrics;
  logger: Logger;
  callTimeoutMs: number;
  queueWaitMs: number;
  random: () => number;
}): Admission & TenantMemory {
  const { redis, keys, limitsOf, fleet, serviceTimes, metrics, logger } = options;
  const { callTimeoutMs, queueWaitMs, random } = options;
  const local = createLocalAdmission({ limitsOf, metrics });
  const nameOf = createKeyedNames(deriveKey(keys[0].key, "in-flight"));
  const enter = createRedisScript(redis, admissionScript);
  const giveBack = createRedisScript(redis, leaveScript);
  const logFailure = createFailureLogger(logger, "limits are kept by this gateway alone: Redis can't be asked");

  const placesKey = (whose: string) => `${keyPrefix}:in-flight:${nameOf(whose)}`;

  async function ask({ caller, requestId }: AdmittedCall, workload: Workload, places: readonly string[]) {
    const { perUser, perTenant } = limitsOf(caller.tenantId);
    const { waiting, running } = jobKeys(workload);
    const load = [fleet.slotsOf(workload) ?? 0, serviceTimes.recentMs(workload), queueWaitMs];
    const answer = enter(
      [...places, waiting, running],
      [requestId, callTimeoutMs + placeGraceMs, perTenant, perUser, ...load],
    );
    return scriptAnswer.parse(await answer.catch(answerOfFull));
  }

  async function enterQueue(call: AdmittedCall, workload: Workload): Promise<Place> {
    const { caller, requestId } = call;
    const { tenantId } = caller;
    const places = [tenantId, personKey(caller), workload, `${tenantId}|${workload}`].map(placesKey);
    const leaveRedis = () => void giveBack(places, [requestId]).catch(logFailure);
    const asked = ask(call, workload, places);
    asked.catch(logFailure);
    const [outcome, waitMs, priority] = (await optionalAnswer(asked, leaveRedis)) ?? ["in", 0, 1];
    if (outcome !== "in") throw admissionRefusal({ reason: outcome, waitMs, metrics, random });
    // Asked first, since no heartbeat gets into a full Redis.
    if (fleet.isUnserved(workload)) {
      leaveRedis();
      throw noLiveWorker(workload, metrics);
    }
    return {
      priority,
      leave(slotMs) {
        leaveRedis();
        if (slotMs !== undefined) serviceTimes.observe(workload, slotMs);
      },
    };
  }

  return {
    what: "name",
    forget: nameOf.forget,
    async admit(call, workload) {
      const leaveLocal = local.admit(call.caller);
      try {
        const { priority, leave } = await enterQueue(call, workload);
        return {
          priority,
          leave(slotMs) {
            leaveLocal();
            leave(slotMs);
          },
        };
      } catch (error) {
        leaveLocal();
        throw error;
      }
    },
  };
}

const dayMs = 24 * 3_600_000;

/**
 * Counts one search unless the day's are used up, and returns whether it did. The day begins with its first search.
 * KEYS: the tenant's count. ARGV: the most, and how long a day is.
 */
const countScript = `
local used = tonumber(redis.call('GET', KEYS[1]) or 0) or 0
if used >= tonumber(ARGV[1]) then return 0 end
redis.call('INCR', KEYS[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2], 'NX')
return 1
`;

/** The searches by meaning of each tenant, which Microsoft may bill. */
export interface Retrievals extends TenantMemory {
  /**
   * Counts a search of the tenant, for all gateways together, and tells whether Microsoft 365 may be asked. Undefined
   * for a tenant that has none. Rejects when Redis doesn't answer: nothing is asked that isn't counted.
   */
  count(tenantId: string): Promise<JobContent["retrieval"]>;
}

/** @param perDayOf asked at each search, since a tenant's limit may change at any time; 0: none */
export function createRetrievals(options: {
  redis: RedisConnection;
  keys: SealingKeys;
  perDayOf(tenantId: string): number;
}): Retrievals {
  const { redis, keys, perDayOf } = options;
  const nameOf = createKeyedNames(deriveKey(keys[0].key, "retrievals"));
  const count = createRedisScript(redis, countScript);
  return {
    what: "name",
    forget: nameOf.forget,
    async count(tenantId) {
      const perDay = perDayOf(tenantId);
      if (perDay === 0) return undefined;
      return (await count([`${keyPrefix}:retrievals:${nameOf(tenantId)}`], [perDay, dayMs])) === 1 ? "on" : "used-up";
    },
  };
}
