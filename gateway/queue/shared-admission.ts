import { z } from "zod";
import { createKeyedNames } from "#common/keyed-names.ts";
import type { Logger } from "#common/logger.ts";
import { deriveKey } from "#common/queue/derive-key.ts";
import { keyPrefix } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { createRedisScript } from "#common/queue/redis-script.ts";
import { createFailureTeller } from "#common/queue/tell-failures.ts";
import { within } from "#common/queue/within.ts";
import type { SealingKeys } from "#common/settings.ts";
import type { Workload } from "#common/workload.ts";
import type { Admission, AdmissionLimits, CallAdmission, Place } from "#gateway/admission.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { admissionScript, leaveScript } from "./admission-script.ts";
import { jobKeys } from "./bullmq-queues.ts";
import type { Fleet } from "./fleet.ts";
import { refusal, unserved } from "./refusal.ts";
import type { ServiceTimes } from "./service-times.ts";

/** A Redis that hangs must not cost a call this question and then the queue's own 2 s. */
const patienceMs = 250;
/** A call's own clean-up comes first. */
const placeGraceMs = 2_000;

const scriptAnswer = z.tuple([
  z.enum(["in", "user", "user_share", "tenant", "tenant_share", "queue_full", "long_wait"]),
  z.number().nonnegative(),
  z.number().int().nonnegative(),
]);

type AdmittedCall = Parameters<CallAdmission["admit"]>[0];

/**
 * Lets calls in by the limits of all gateways together and by what the queue can take, in one question to Redis. What
 * this gateway alone knows is asked first, and decides alone while Redis does not answer within 250 ms, or answers with an
 * error, which is logged.
 * @param keys the ring; the first key makes names that tell nobody whose they are
 */
export function createSharedAdmission(options: {
  redis: RedisConnection;
  keys: SealingKeys;
  local: Admission;
  limitsOf: AdmissionLimits["limitsOf"];
  fleet: Fleet;
  serviceTimes: ServiceTimes;
  metrics: GatewayMetrics;
  logger: Logger;
  callTimeoutMs: number;
  queueWaitMs: number;
  now: () => number;
  random: () => number;
}): CallAdmission {
  const { redis, keys, local, limitsOf, fleet, serviceTimes, metrics, logger } = options;
  const { callTimeoutMs, queueWaitMs, now, random } = options;
  const nameOf = createKeyedNames(deriveKey(keys[0].key, "in-flight"));
  const enter = createRedisScript(redis, admissionScript);
  const giveBack = createRedisScript(redis, leaveScript);
  const tellFailure = createFailureTeller(logger, "limits are kept by this gateway alone: Redis can't be asked");

  const placesKey = (whose: string) => `${keyPrefix}:in-flight:${nameOf(whose)}`;

  async function ask({ caller, requestId }: AdmittedCall, workload: Workload, places: readonly string[]) {
    const { perUser, perTenant } = limitsOf(caller.tenantId);
    const { waiting, running } = jobKeys(workload);
    const load = [fleet.slotsOf(workload) ?? 0, serviceTimes.recentMs(workload), queueWaitMs];
    const answer = await enter(
      [...places, waiting, running],
      [requestId, callTimeoutMs + placeGraceMs, perTenant, perUser, ...load],
    );
    return scriptAnswer.parse(answer);
  }

  async function enterQueue(call: AdmittedCall, workload: Workload): Promise<Place> {
    const { caller, requestId } = call;
    if (fleet.isUnserved(workload)) throw unserved(workload, metrics);
    const { tenantId, userId } = caller;
    const places = [tenantId, `${tenantId}:${userId}`, workload].map(placesKey);
    const leaveRedis = () => void giveBack(places, [requestId]).catch(tellFailure);
    const asked = ask(call, workload, places);
    asked.catch(tellFailure);
    const answer = await within(patienceMs, asked, leaveRedis);
    const [verdict, waitMs, priority] = answer ?? ["in", 0, 1];
    if (verdict !== "in") throw refusal({ reason: verdict, waitMs, metrics, random });
    const enteredAtMs = now();
    return {
      priority,
      leave(isServed) {
        leaveRedis();
        if (isServed) serviceTimes.observe(workload, now() - enteredAtMs, waitMs);
      },
    };
  }

  return {
    async admit(call, workload) {
      const leaveLocal = local.admit(call.caller);
      try {
        const place = await enterQueue(call, workload);
        return {
          priority: place.priority,
          leave(isServed) {
            leaveLocal();
            place.leave(isServed);
          },
        };
      } catch (error) {
        leaveLocal();
        throw error;
      }
    },
  };
}
