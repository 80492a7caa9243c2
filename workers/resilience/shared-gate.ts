import { randomUUID } from "node:crypto";
import { z } from "zod";
import { createKeyedNames } from "#common/keyed-names.ts";
import type { Logger } from "#common/logger.ts";
import { tenantOfKey } from "#common/off-boarding.ts";
import { deriveKey } from "#common/queue/envelope.ts";
import { keyPrefix } from "#common/queue/protocol.ts";
import { createRedisScript, optionalAnswer, type RedisConnection } from "#common/queue/redis.ts";
import { createFailureLogger } from "#common/queue/redis-outage.ts";
import type { SealingKeys } from "#common/settings.ts";
import type { Gate, GateAnswer, GateLimits, Scopes } from "./gate.ts";
import { createLimitedScopes, createLocalGate } from "./local-gate.ts";
import { askAgainAfterProbeMs, tenantKeys, tenantLimit } from "./request-limits.ts";
import { maxPauseMs } from "./retry-after.ts";

/**
 * Pauses a scope that met a limit; and its tenant, when enough of the tenant's scopes met one lately. All times are
 * Redis'.
 *
 * KEYS: the pauses of the scope and of the tenant; the tenant's scopes that met a limit (sorted set, score = when).
 * ARGV: the scope's name, for how long, how many scopes make it the tenant's, within what time. Returns 1 when the
 * tenant is paused, else 0. The count then begins again, so the set never has more names than that.
 */
const limitScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function pause(key)
  if redis.call('PTTL', key) < tonumber(ARGV[2]) then redis.call('SET', key, '1', 'PX', ARGV[2]) end
end
pause(KEYS[1])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - ARGV[4])
redis.call('ZADD', KEYS[3], now, ARGV[1])
if redis.call('ZCARD', KEYS[3]) < tonumber(ARGV[3]) then
  redis.call('PEXPIRE', KEYS[3], ARGV[4])
  return 0
end
redis.call('DEL', KEYS[3])
pause(KEYS[2])
return 1
`;

/**
 * Checks everything that limits a request, for all workers together, and books its turn if it may be sent. All times
 * are Redis', so the workers' clocks need not agree.
 *
 * KEYS: the pauses of the scope and of the tenant; the scope's places (sorted set, score = end); the tenant's pace, and
 * the clock of that pace; the line of those who wait for a place of the scope (score = since when, in microseconds),
 * and until when each of them counts as waiting (score); the probes of the scope and of the tenant; then one clock per
 * rate. ARGV: the place's name, number of places, for how long a place is held, longest wait, for how long one who
 * asked stays in line; then interval and burst of each rate.
 *
 * A clock has the time at which the next request would be due at an even rate (generic cell rate algorithm). The line
 * exists only while requests wait. A place goes to the first in line that still asks, or a worker that sends one
 * request after another would starve the others. A probe exists after a long pause; its value is until when a request
 * that probes is waited for.
 */
const gateScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local found = redis.call('MGET', KEYS[1], KEYS[2], KEYS[8], KEYS[9], KEYS[4])
if found[1] or found[2] then
  local pause = math.max(redis.call('PTTL', KEYS[1]), redis.call('PTTL', KEYS[2]))
  if pause > 0 then return {'paused', pause} end
end
local probes = {}
for i = 3, 4 do
  if found[i] then
    if (tonumber(found[i]) or 0) > now then return {'paused', ${askAgainAfterProbeMs}} end
    probes[#probes + 1] = KEYS[i + 5]
  end
end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
local waiting = redis.call('ZCARD', KEYS[6])
local ahead = waiting
if waiting > 0 then
  for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[7], '-inf', now)) do redis.call('ZREM', KEYS[6], gone) end
  redis.call('ZREMRANGEBYSCORE', KEYS[7], '-inf', now)
  ahead = redis.call('ZRANK', KEYS[6], ARGV[1]) or redis.call('ZCARD', KEYS[6])
end
if redis.call('ZCARD', KEYS[3]) + ahead >= tonumber(ARGV[2]) then
  redis.call('ZADD', KEYS[6], 'NX', string.format('%.0f', time[1] * 1000000 + time[2]), ARGV[1])
  redis.call('ZADD', KEYS[7], now + ARGV[5], ARGV[1])
  redis.call('PEXPIRE', KEYS[6], ARGV[5])
  redis.call('PEXPIRE', KEYS[7], ARGV[5])
  return {'full', 0}
end

local booked, wait = {}, 0
local function book(key, interval, burst)
  local due = math.max(tonumber(redis.call('GET', key) or 0) or 0, now)
  wait = math.max(wait, due - now - interval * (burst - 1))
  booked[#booked + 1] = {key, due + interval}
end
local pace = tonumber(found[5] or 0) or 0
if pace > 0 then book(KEYS[5], pace, 1) end
for i = 10, #KEYS do
  book(KEYS[i], tonumber(ARGV[6 + 2 * (i - 10)]), tonumber(ARGV[7 + 2 * (i - 10)]))
end
wait = math.ceil(wait)
if wait > tonumber(ARGV[4]) then return {'paced', wait} end
for _, entry in ipairs(booked) do
  redis.call('SET', entry[1], string.format('%.0f', entry[2]), 'PX', math.ceil(entry[2] - now) + 1000)
end
local held = math.ceil(wait + ARGV[3])
redis.call('ZADD', KEYS[3], now + held, ARGV[1])
redis.call('PEXPIRE', KEYS[3], held)
for _, probe in ipairs(probes) do
  redis.call('SET', probe, string.format('%.0f', now + held), 'KEEPTTL')
end
if waiting > 0 then
  redis.call('ZREM', KEYS[6], ARGV[1])
  redis.call('ZREM', KEYS[7], ARGV[1])
end
return {'open', wait, #probes}
`;

/**
 * The longest pause, and as long again: if nobody asks for so long, whoever comes then need not be a probe. Anybody can
 * name a mailbox, so there may be as many of these as there are requests in that time.
 */
const probeTtlMs = 2 * maxPauseMs;

/** Wait after which a request asks again whether other workers know of a pause. */
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
  const graphKey = (kind: "places" | "line" | "in-line" | "pace" | "clock" | "limited" | "probe", name: string) =>
    `${keyPrefix}:graph:${kind}:${name}`;

  const probeKey = (key: string) => graphKey("probe", nameOf(key));

  async function askRedis(limits: GateLimits, maxWaitMs: number, place: string): Promise<GateAnswer> {
    const [scope, tenant] = [nameOf(limits.scope), nameOf(limits.tenant)];
    const placesKey = graphKey("places", scope);
    const line = graphKey("line", scope);
    const clocks = limits.rates.map(({ key }) => graphKey("clock", nameOf(key)));
    const pauses = [scope, tenant].map((name) => `${keyPrefix}:cooldown:${name}`);
    const placeTtlMs = Math.ceil(Math.max(limits.mayLastMs ?? 0, ordinaryMs)) + placeSpareMs;
    const probes = [scope, tenant].map((name) => graphKey("probe", name));
    const rates = limits.rates.flatMap(({ perSecond, burst }) => [1_000 / perSecond, burst]);
    const answer = await book(
      [
        ...pauses,
        placesKey,
        graphKey("pace", tenant),
        graphKey("clock", tenant),
        line,
        graphKey("in-line", scope),
        ...probes,
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
    const leaveBoth = () => {
      leave();
      // Unless the probe was answered, the next request is one.
      for (const key of probes) redis.call("SET", key, "0", "XX", "KEEPTTL").catch(logFailure);
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

  /** The probes that all workers share: that one is due after a long pause, or until when one is waited for. */
  function expectProbe(key: string, delayMs: number): void {
    if (delayMs >= maxPauseMs) redis.set(probeKey(key), "0", "PX", probeTtlMs).catch(logFailure);
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
    const ofPauses = [...new Set([...paused, ...tenants])].flatMap((key) => [pauseKey(key), probeKey(key)]);
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
      redis.del(probeKey(limits.scope), probeKey(limits.tenant)).catch(logFailure);
    },
    pace(tenant, intervalMs, forMs) {
      local.pace(tenant, intervalMs, forMs);
      const name = graphKey("pace", nameOf(tenant));
      redis.set(name, Math.ceil(intervalMs), "PX", Math.ceil(forMs)).catch(logFailure);
    },
  };
}
