import { z } from "zod";
import { createKeyedNames } from "#common/keyed-names.ts";
import type { Logger } from "#common/logger.ts";
import type { TenantMemory } from "#common/off-boarding.ts";
import { personKey } from "#common/person.ts";
import { deriveKey } from "#common/queue/derive-key.ts";
import { createFailureLogger } from "#common/queue/log-failures.ts";
import { optionalAnswer } from "#common/queue/optional-answer.ts";
import { keyPrefix } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { isRedisFull } from "#common/queue/redis-outage.ts";
import { createRedisScript } from "#common/queue/redis-script.ts";
import type { SealingKeys } from "#common/settings.ts";
import type { Workload } from "#common/workload.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { jobKeys } from "#gateway/queue/bullmq-queues.ts";
import type { TenantLimits } from "#gateway/tenants/tenant-policy.ts";
import type { Admission, AdmittedCall, Place } from "./admission.ts";
import { admissionRefusal, noLiveWorker } from "./admission-refusal.ts";
import { admissionScript, leaveScript } from "./admission-script.ts";
import type { Fleet } from "./fleet.ts";
import { createLocalAdmission } from "./local-admission.ts";
import type { ServiceTimes } from "./service-times.ts";

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
  serviceTimes: ServiceTimes;
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
    const [verdict, waitMs, priority] = (await optionalAnswer(asked, leaveRedis)) ?? ["in", 0, 1];
    if (verdict !== "in") throw admissionRefusal({ reason: verdict, waitMs, metrics, random });
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
