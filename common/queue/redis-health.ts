import { Redis } from "ioredis";
import { type Logger, redisErrorWord } from "#common/logger.ts";
import { StartProblem } from "#common/run-main.ts";
import { within } from "#common/within.ts";
import { keyPrefix } from "./protocol.ts";
import type { RedisConnection } from "./redis.ts";
import { isRedisFull, type RedisOutage, rootCause } from "./redis-outage.ts";
import type { RedisTarget } from "./redis-settings.ts";

export interface RedisFindings {
  /** What prevents a process from starting. */
  problems: string[];
  /** What is only logged. */
  warnings: string[];
}

/** One value of `INFO`. */
export function infoValue(info: string, name: string): string | undefined {
  const line = info.split(/\r?\n/).find((one) => one.startsWith(`${name}:`));
  return line?.slice(name.length + 1);
}

/** Save points are not in INFO. Undefined for a user without CONFIG. */
async function savePoints(redis: Redis): Promise<string | undefined> {
  const answer = await redis.config("GET", "save").catch(() => []);
  return (answer as string[])[1];
}

export const unseenSnapshots = "whether Redis saves snapshots can't be seen (CONFIG GET is not allowed)";

async function checkServer(redis: Redis): Promise<{ policy: string[]; persistence: string[] }> {
  const info = await redis.info();
  const policy = infoValue(info, "maxmemory_policy");
  const version = infoValue(info, "redis_version") ?? "of no version";
  const appendOnly = infoValue(info, "aof_enabled");
  const saves = await savePoints(redis);

  const persistence: string[] = [];
  if (appendOnly !== "0") persistence.push("Redis writes an append-only file; set appendonly no");
  if (saves === undefined) persistence.push(unseenSnapshots);
  else if (saves !== "") persistence.push('Redis saves snapshots to disk; set save ""');
  const isRight = policy === "noeviction";
  // Sharded pub/sub came with 7.0. Valkey calls itself 7.2 here.
  const isOld = Number.parseInt(version, 10) < 7;
  const wrongPolicy = `Redis must run with maxmemory-policy noeviction, it has ${policy ?? "an unknown policy"}`;
  return {
    policy: [...(isOld ? [`Redis must be 7.0 or newer, it is ${version}`] : []), ...(isRight ? [] : [wrongPolicy])],
    persistence,
  };
}

/**
 * Checks every master of a Cluster, since any of them may get our slot; each finding names its node. A node that is
 * down is checked later.
 */
async function checkEach(redis: RedisConnection): Promise<{ policy: string[]; persistence: string[] }[]> {
  if (redis instanceof Redis) return [await checkServer(redis)];
  const nodes = await Promise.allSettled(
    redis.nodes("master").map(async (node) => {
      const { policy, persistence } = await checkServer(node);
      const named = (finding: string) => `${node.options.host}:${node.options.port}: ${finding}`;
      return { policy: policy.map(named), persistence: persistence.map(named) };
    }),
  );
  return nodes.flatMap((node) => (node.status === "fulfilled" ? [node.value] : []));
}

/**
 * The number of the format of all that crosses Redis. One more when a gateway or worker of the version before could not
 * read it, or would read something else.
 */
export const redisFormat = "1";
/** Among the keys that both processes may write. It holds the number while a process of that format runs. */
export const formatKey = `${keyPrefix}:tool-calls-format`;
const formatKeyMs = 60_000;

/** Processes of another format use this Redis, or none: then it has our number from now on. */
async function checkFormat(redis: RedisConnection): Promise<string[]> {
  const there = await redis.set(formatKey, redisFormat, "PX", formatKeyMs, "NX", "GET");
  if (there !== null && there !== redisFormat) {
    const whose = /^\d{1,6}$/.test(there) ? `format ${there}` : "another format";
    return [`Redis is in use by a version with ${whose}, and this one has ${redisFormat}: see docs/upgrade.md`];
  }
  await redis.pexpire(formatKey, formatKeyMs);
  return [];
}

/**
 * Checks Redis: it must be new enough, must never evict (a lost job is a lost call), must not be in use by processes
 * that don't understand this one, and should keep nothing on disk (sealed values must not outlive their requests). With
 * `isStrict`, the last is a problem, too.
 */
export async function checkRedis(redis: RedisConnection, isStrict: boolean): Promise<RedisFindings> {
  // A server that is full or down shows itself by the probes, and is asked again.
  const [found, format] = await Promise.all([checkEach(redis), checkFormat(redis).catch(() => [])]);
  const problems = [...found.flatMap(({ policy }) => policy), ...format];
  const persistence = found.flatMap((server) => server.persistence);
  return isStrict ? { problems: [...problems, ...persistence], warnings: [] } : { problems, warnings: persistence };
}

const probeEveryMs = 1_000;
const limitMs = 2_000;
/**
 * Probes between two checks of the configuration. A failover in a Cluster makes no new connection that would show it.
 */
const probesPerCheck = 10;

/** Among the keys that both processes may write; it never exists. */
const probeKey = `${keyPrefix}:tool-calls-probe`;

export const redisUnreachable = "Redis can't be reached";
const unreachable = [redisUnreachable] as const;
const redisFull = "Redis is full (maxmemory), and takes no calls";

/** The problems that a connection alone shows, for the start, before the first probe. */
export function connectionProblems(redis: RedisConnection): readonly string[] {
  return redis.status === "ready" ? [] : unreachable;
}

/**
 * Probes the server that has our keys every second, by a write that changes nothing: an open connection does not show
 * that a server hangs, is full or became a replica, or that a Cluster lacks our slot. After an outage, and every ten
 * seconds, it also checks the configuration, since the server may be another one after a failover.
 * @param found the findings at the start, which have been logged
 * @param onReturn called when Redis answers again
 * @returns `problems`: why Redis can't be used, in words for an operator; none while it can
 */
export function watchRedis(options: {
  redis: RedisConnection;
  found: RedisFindings;
  isStrict: boolean;
  outage: RedisOutage;
  logger: Logger;
  onReturn: () => void;
}) {
  const { redis, isStrict, outage, logger, onReturn } = options;
  let isUp = true;
  let isFull = false;
  let isStopped = false;
  let findings = options.found;
  let probesUntilCheck = probesPerCheck;
  let pending: Promise<boolean> | undefined;
  let hasReconnected = false;
  redis.on("ready", () => {
    hasReconnected = true;
  });

  /** An empty text at the beginning of none: Redis refuses it when it is full, and else creates nothing. */
  async function findsFull(): Promise<boolean> {
    try {
      await redis.setrange(probeKey, 0, "");
      return false;
    } catch (error) {
      if (isRedisFull(error)) return true;
      throw error;
    }
  }

  /** Waits for the last probe instead of sending another, so that they don't pile up during an outage. */
  function probe(): Promise<boolean> {
    pending ??= findsFull().finally(() => {
      pending = undefined;
    });
    return pending;
  }

  function tellWhetherFull(now: boolean): void {
    if (now && !isFull) logger.error({ component: "redis" }, redisFull);
    if (!now && isFull) logger.info({ component: "redis" }, "Redis has room again");
    isFull = now;
  }

  async function check(): Promise<void> {
    const now = await within(limitMs, checkRedis(redis, isStrict));
    for (const problem of now.problems)
      if (!findings.problems.includes(problem)) logger.error({ problem }, "Redis is not set up as it must be");
    for (const problem of now.warnings)
      if (!findings.warnings.includes(problem)) logger.warn({ problem }, "Redis is not set up as it should be");
    findings = now;
    probesUntilCheck = probesPerCheck;
  }

  async function probeAndCheck(): Promise<void> {
    hasReconnected = false;
    try {
      tellWhetherFull(await within(limitMs, probe()));
      outage.answered();
      probesUntilCheck = isUp ? probesUntilCheck - 1 : 0;
      if (!isUp) onReturn();
      isUp = true;
    } catch (error) {
      isUp = false;
      // A probe that began before the connection came back says nothing about the server that it found.
      if (!isStopped && !hasReconnected) outage.lost(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (probesUntilCheck <= 0) await check().catch(() => undefined);
  }

  let timer: NodeJS.Timeout;
  function scheduleProbe(): void {
    if (!isStopped) timer = setTimeout(() => void probeAndCheck().then(scheduleProbe), probeEveryMs);
  }
  scheduleProbe();
  return {
    problems: (): readonly string[] =>
      isUp && redis.status === "ready" ? [...findings.problems, ...(isFull ? [redisFull] : [])] : unreachable,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** Replies to a missing or wrong user or password, which waiting does not change. */
const refusals: Readonly<Record<string, string>> = {
  NOAUTH: "Redis asks for a password",
  WRONGPASS: "Redis refuses this user or password",
  NOPERM: "Redis does not allow this user what is needed",
};

function loginSettings({ kind, login }: RedisTarget): string {
  return kind === "single" && login.password === undefined ? "REDIS_URL" : "REDIS_USERNAME, REDIS_PASSWORD";
}

/** ioredis describes a sentinel's error only in its message. */
function sentinelProblem({ message }: Error): string | undefined {
  const [word = ""] = /\b(NOAUTH|WRONGPASS|NOPERM)\b/.exec(message) ?? [];
  const refusal = refusals[word];
  if (refusal !== undefined)
    return `REDIS_SENTINEL_USERNAME, REDIS_SENTINEL_PASSWORD: ${refusal.replace("Redis", "a sentinel")}`;
  return /invalid reply: null/.test(message) ? "REDIS_SENTINEL_MASTER: no sentinel knows this name" : undefined;
}

/**
 * Waits for the first `ready`. One sentinel may be down, or new, while another knows the master: a sentinel's error
 * counts only when all were asked and all answered alike.
 */
async function untilReady(redis: RedisConnection, target: RedisTarget): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let bySentinels = new Set<string | undefined>();
  const onSentinel = (error: Error) => void bySentinels.add(sentinelProblem(error));
  const onError = (error: Error) => {
    const refusal = refusals[redisErrorWord(rootCause(error)) ?? ""];
    if (refusal !== undefined) reject(new StartProblem([`${loginSettings(target)}: ${refusal}`]));
    const [problem, ...others] = bySentinels;
    if (problem !== undefined && others.length === 0) reject(new StartProblem([problem]));
    bySentinels = new Set();
  };
  redis.on("error", onError).on("sentinelError", onSentinel);
  redis.once("ready", resolve);
  await promise.finally(() => redis.off("error", onError).off("sentinelError", onSentinel));
}

/**
 * Waits until a connection is usable, and checks the configuration of Redis.
 * @throws `StartProblem` when Redis refuses our user or password, no sentinel knows the master, or Redis is not
 * configured as needed
 * @returns the findings, which have been logged
 */
export async function awaitRedis(
  redis: RedisConnection,
  options: { target: RedisTarget; isStrict: boolean; logger: Logger },
): Promise<RedisFindings> {
  if (redis.status !== "ready") await untilReady(redis, options.target);
  const found = await checkRedis(redis, options.isStrict);
  if (found.problems.length > 0) throw new StartProblem(found.problems);
  for (const warning of found.warnings)
    options.logger.warn({ problem: warning }, "Redis is not set up as it should be");
  return found;
}
