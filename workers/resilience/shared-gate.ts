import { randomUUID } from "node:crypto";
import { z } from "zod";
import { createKeyedNames } from "#common/keyed-names.ts";
import type { Logger } from "#common/logger.ts";
import { tenantOfKey } from "#common/off-boarding.ts";
import { deriveKey } from "#common/queue/envelope.ts";
import { keyPrefix } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { createFailureLogger } from "#common/queue/redis-outage.ts";
import { createRedisScript, optionalAnswer } from "#common/queue/redis-script.ts";
import type { SealingKeys } from "#common/settings.ts";
import type { Gate, GateAnswer, GateLimits } from "./gate.ts";
import { gateScript } from "./gate-script.ts";
import { limitScript } from "./limit-script.ts";
import { createLimitedScopes } from "./limited-scopes.ts";
import { createLocalGate } from "./local-gate.ts";
import { tenantKeys, tenantLimit } from "./request-limits.ts";
import { maxPauseMs } from "./retry-after.ts";
import { createSharedProbes } from "./shared-probes.ts";

/** After a longer wait, a request asks again whether other workers know of a pause. */
const pauseRecheckMs = 100;
/** Added to what a request may last, and to an ordinary one's: only the places of a killed worker expire. */
const placeSpareMs = 2_000;
const ordinaryMs = 10_000;
/** Many times the interval at which those in line ask again: only the positions of a killed worker expire. */
const inLineMs = 1_000;

const waits = z.number().nonnegative();
const scriptAnswer = z.union([
  z.tuple([z.literal("open"), waits, z.number()]),
  z.tuple([z.enum(["paused", "paced", "full"]), waits]),
]);

type Scopes = Pick<GateLimits, "scope" | "tenant">;

/** Releases the place granted by an answer that came too late. */
function leaveLate(answer: GateAnswer): void {
  if ("leave" in answer) answer.leave();
}

/**
 * The gate that all workers share in Redis. Its keys are named by an HMAC, so that they don't show whose they are,
 * and expire on their own. Each process also keeps its own part, which decides alone while Redis does not answer, or
 * answers with an error, which is logged.
 * @param keys the ring; its first key makes the names
 * @param now monotonic milliseconds
 */
export function createSharedGate(options: {
  redis: RedisConnection;
  keys: SealingKeys;
  logger: Logger;
  now?: () => number;
  /** Both for tests on a busy machine. `optionalAnswer` has a limit of its own otherwise. */
  redisWithinMs?: number;
  inLineTtlMs?: number;
}): Gate {
  const { redis, keys, logger, now = () => performance.now(), redisWithinMs, inLineTtlMs = inLineMs } = options;
  const logFailure = createFailureLogger(logger, "limits are kept by this worker alone: Redis can't be asked");
  const local = createLocalGate(now);
  const limitedHere = createLimitedScopes(now);
  const book = createRedisScript(redis, gateScript);
  const shareLimit = createRedisScript(redis, limitScript);
  const ownPlaces = randomUUID();
  let places = 0;

  const nameOf = createKeyedNames(deriveKey(keys[0].key, "cool-down"));
  const pauseKey = (key: string) => `${keyPrefix}:cooldown:${nameOf(key)}`;
  const graphKey = (kind: "places" | "line" | "in-line" | "pace" | "clock" | "limited", name: string) =>
    `${keyPrefix}:graph:${kind}:${name}`;

  const probes = createSharedProbes({ redis, nameOf, logFailure });

  async function askRedis(limits: GateLimits, maxWaitMs: number, place: string): Promise<GateAnswer> {
    const [scope, tenant] = [nameOf(limits.scope), nameOf(limits.tenant)];
    const placesKey = graphKey("places", scope);
    const line = graphKey("line", scope);
    const clocks = limits.rates.map(({ key }) => graphKey("clock", nameOf(key)));
    const pauses = [scope, tenant].map((name) => `${keyPrefix}:cooldown:${name}`);
    const placeTtlMs = Math.ceil(Math.max(limits.mayLastMs ?? 0, ordinaryMs)) + placeSpareMs;
    const rates = limits.rates.flatMap(({ perSecond, burst }) => [1_000 / perSecond, burst]);
    const answer = await book(
      [
        ...pauses,
        placesKey,
        graphKey("pace", tenant),
        graphKey("clock", tenant),
        line,
        graphKey("in-line", scope),
        probes.keyOf(limits.scope),
        probes.keyOf(limits.tenant),
        ...clocks,
      ],
      [place, limits.atOnce, placeTtlMs, Math.max(0, Math.floor(maxWaitMs)), inLineTtlMs, ...rates],
    );
    const [state, waitMs, probing = 0] = scriptAnswer.parse(answer);
    if (state === "paused" || state === "paced") return { state, waitMs };
    const leave = () => void redis.zrem(state === "full" ? line : placesKey, place).catch(logFailure);
    if (state === "full") return { state, place, leave };
    if (probing === 0) return { state, afterMs: waitMs, leave };
    local.expectProbe(limits);
    const leaveProbe = probes.leaving([limits.scope, limits.tenant]);
    const leaveBoth = () => {
      leave();
      leaveProbe();
    };
    return { state, afterMs: waitMs, leave: leaveBoth };
  }

  async function sharedPauseMs({ scope, tenant }: GateLimits): Promise<number> {
    return Math.max(...(await Promise.all([scope, tenant].map((key) => redis.pttl(pauseKey(key))))));
  }

  /** A pause that can be waited for may be part of a longer one, such as the tenant's, that other workers know. */
  async function longestPauseMs(limits: GateLimits, pauseMs: number, maxWaitMs: number): Promise<number> {
    if (pauseMs >= maxWaitMs) return pauseMs;
    return Math.max(pauseMs, (await answerOf(sharedPauseMs(limits))) ?? 0);
  }

  function answerOf<T>(work: Promise<T>, onLate?: (value: T) => void): Promise<T | undefined> {
    work.catch(logFailure);
    return optionalAnswer(work, onLate, redisWithinMs);
  }

  /** Two commands, so that a shorter pause never ends a longer one. */
  function sharePause(key: string, delayMs: number): void {
    const name = pauseKey(key);
    redis.multi().set(name, "1", "PX", delayMs, "NX").pexpire(name, delayMs, "GT").exec().catch(logFailure);
  }

  function expectProbe(key: string, delayMs: number): void {
    if (delayMs >= maxPauseMs) probes.expect(key);
  }

  async function isTenantsLimit({ scope, tenant }: Scopes, forMs: number) {
    const keys = [pauseKey(scope), pauseKey(tenant), graphKey("limited", nameOf(tenant))];
    return (await shareLimit(keys, [nameOf(scope), forMs, tenantLimit.scopes, tenantLimit.withinMs])) === 1;
  }

  /** What Redis has of these tenants, and of their scopes that this worker has paused. */
  function sharedKeysOf(tenantIds: ReadonlySet<string>): string[] {
    const paused = [...local.pausedKeys()].filter((key) => tenantIds.has(tenantOfKey(key)));
    const tenants = [...tenantIds].flatMap(tenantKeys);
    const ofTenants = (["pace", "clock", "limited"] as const).flatMap((kind) =>
      tenants.map((key) => graphKey(kind, nameOf(key))),
    );
    const ofPauses = [...new Set([...paused, ...tenants])].flatMap((key) => [pauseKey(key), probes.keyOf(key)]);
    return [...ofPauses, ...ofTenants];
  }

  return {
    what: "limit",
    forget(tenantIds) {
      redis.unlink(sharedKeysOf(tenantIds)).catch(logFailure);
      limitedHere.forget(tenantIds);
      const forgotten = local.forget(tenantIds);
      nameOf.forget(tenantIds);
      return forgotten;
    },
    async ask(limits, maxWaitMs, place = `${ownPlaces}:${places++}`) {
      const pauseMs = local.pauseLeftMs(limits);
      if (pauseMs > 0) return { state: "paused", waitMs: await longestPauseMs(limits, pauseMs, maxWaitMs) };
      const answer = await answerOf(askRedis(limits, maxWaitMs, place), leaveLate);
      if (answer === undefined) return local.ask(limits, maxWaitMs);
      // The process's own clocks count only requests that are sent.
      if (answer.state === "open") local.ask(limits, Number.POSITIVE_INFINITY);
      return answer;
    },
    async pauseLeftMs(limits, waitedMs) {
      const pauseMs = local.pauseLeftMs(limits);
      if (pauseMs > 0 || waitedMs <= pauseRecheckMs) return pauseMs;
      return (await answerOf(sharedPauseMs(limits))) ?? 0;
    },
    pause(key, forMs) {
      local.pause(key, forMs);
      if (forMs > 0) sharePause(key, Math.ceil(forMs));
      expectProbe(key, forMs);
    },
    async limit(limits, forMs) {
      local.pause(limits.scope, forMs);
      const isTenantsHere = limitedHere.add(limits);
      const isTenants = (await answerOf(isTenantsLimit(limits, Math.ceil(forMs)))) ?? isTenantsHere;
      if (isTenants) local.pause(limits.tenant, forMs);
      for (const key of isTenants ? [limits.scope, limits.tenant] : [limits.scope]) expectProbe(key, forMs);
      return isTenants;
    },
    answered(limits) {
      if (!local.awaitsProbe(limits) || local.pauseLeftMs(limits) > 0) return;
      local.answered(limits);
      probes.end([limits.scope, limits.tenant]);
    },
    pace(tenant, intervalMs, forMs) {
      local.pace(tenant, intervalMs, forMs);
      const name = graphKey("pace", nameOf(tenant));
      redis.set(name, Math.ceil(intervalMs), "PX", Math.ceil(forMs)).catch(logFailure);
    },
  };
}
