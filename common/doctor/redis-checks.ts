import { createLogger, type Logger } from "#common/logger.ts";
import { askNodeWithKeys, connectRedis, type RedisConnection } from "#common/queue/redis.ts";
import {
  awaitRedis,
  infoValue,
  type RedisFindings,
  redisUnreachable,
  unseenSnapshots,
} from "#common/queue/redis-health.ts";
import { findTlsFailure, rootCause } from "#common/queue/redis-outage.ts";
import { defaultRedisUrl, type RedisSettings, type RedisTarget, redisTarget } from "#common/queue/redis-settings.ts";
import { createRedisTime } from "#common/queue/redis-time.ts";
import { StartProblem } from "#common/run-main.ts";
import { within } from "#common/within.ts";
import { networkWords } from "./ask.ts";
import { type Check, type Finding, notChecked, ok, problem } from "./check.ts";

/** Logs nothing, and opens no destination: each of them listens for the end of the process. */
export const silentLogger = (): Logger =>
  createLogger({ process: "doctor", level: "silent" }, { write: () => undefined });

/** A Redis that answered and suits. */
export interface OpenRedis {
  redis: RedisConnection;
  /** `Redis 8.2` or `Valkey 8.1`. */
  version: string;
  /** Tells whether two processes use the same server. */
  runId: string;
  /** How far this machine's clock is behind (positive) or ahead (negative) of Redis'. */
  offsetMs: number;
  warnings: readonly string[];
}

const limitMs = 4_000;
/** Failed attempts to connect, each 50 ms later than the last: what fails so often will not come by waiting. */
const enoughFailures = 3;
const redisConf = "deploy/redis/redis.conf has what Redis needs; docs/deploy/redis.md says how to run it.";

/** Address of Redis without user and password. */
function placeOf(settings: RedisSettings): string {
  const { REDIS_URL: url = defaultRedisUrl, REDIS_SENTINELS: sentinels, REDIS_CLUSTER: nodes } = settings;
  const listed = sentinels ?? nodes;
  if (listed !== undefined) return listed.map(({ host, port }) => `${host}:${port}`).join(", ");
  return url.startsWith("unix:") ? url : new URL(url).host;
}

async function whyUnreachable(target: RedisTarget, place: string, last: Error | undefined): Promise<Finding> {
  const failure = await findTlsFailure(target);
  if (failure !== undefined)
    return problem(`${redisUnreachable}: TLS to ${failure.host}:${failure.port} fails`, `${failure.problem}.`);
  const why = last === undefined ? "no answer in time" : networkWords(rootCause(last));
  const withTls = target.tls === undefined ? "" : " It has to speak TLS, as you ask for it.";
  const fix = `Start it, or correct REDIS_URL (REDIS_SENTINELS, REDIS_CLUSTER).${withTls}`;
  return problem(`${redisUnreachable} at ${place}: ${why}`, fix);
}

/** Waits for a suitable Redis as the start does, but with an end. */
async function awaitSuitable(redis: RedisConnection, target: RedisTarget, settings: RedisSettings) {
  const isStrict = settings.REDIS_STRICT === "on";
  const failed = Promise.withResolvers<never>();
  let failures = 0;
  redis.on("error", (error: Error) => {
    failures += 1;
    // A refusal by Redis is for `awaitRedis` to explain.
    if (failures >= enoughFailures) failed.reject(error);
  });
  const found = awaitRedis(redis, { target, isStrict, logger: silentLogger() });
  return await within(limitMs, Promise.race([found, failed.promise]));
}

async function describe(redis: RedisConnection, found: RedisFindings, now: () => number): Promise<OpenRedis> {
  const info = String(await askNodeWithKeys(redis, (pipeline) => pipeline.info("server")));
  const valkey = infoValue(info, "valkey_version");
  return {
    redis,
    version: valkey === undefined ? `Redis ${infoValue(info, "redis_version")}` : `Valkey ${valkey}`,
    runId: infoValue(info, "run_id") ?? "",
    offsetMs: (await createRedisTime(redis, now)).offsetMs(),
    warnings: found.warnings,
  };
}

/**
 * Connects to the Redis of the settings as both processes do at their start.
 * @returns the finding, with the connection if that is `ok`; who gets it, disconnects it
 */
async function openRedis(
  settings: RedisSettings,
  now: () => number,
): Promise<{ finding: Finding; opened?: OpenRedis }> {
  let target: RedisTarget;
  try {
    target = redisTarget(settings);
  } catch (error) {
    if (error instanceof StartProblem) return { finding: problem(error.message, "Correct the setting.") };
    throw error;
  }
  let last: Error | undefined;
  const outage = { follow: (followed: RedisConnection) => void followed.on("error", (error: Error) => (last = error)) };
  const redis = connectRedis({ target, role: "listener", outage });
  const place = placeOf(settings);
  try {
    const found = await awaitSuitable(redis, target, settings);
    const opened = await within(limitMs, describe(redis, found, now));
    return { finding: ok(`${opened.version} at ${place}, which evicts nothing`), opened };
  } catch (error) {
    redis.disconnect();
    if (error instanceof StartProblem) return { finding: problem(error.message, redisConf) };
    return { finding: await whyUnreachable(target, place, last) };
  }
}

/** Whether Redis keeps anything on disk. Sealed values must not outlive their requests. */
function persistenceFinding({ warnings }: Pick<OpenRedis, "warnings">): Finding {
  const wrong = warnings.filter((warning) => !warning.endsWith(unseenSnapshots));
  if (wrong.length > 0) return problem(wrong.join("; "), redisConf);
  const [unseen] = warnings;
  return unseen === undefined ? ok("keeps nothing on disk") : notChecked(unseen, "Allow the user CONFIG GET, or look.");
}

/** What the checks of Redis share with those of a process. */
interface RedisContext {
  settings: RedisSettings;
  /** Unix milliseconds. */
  now: () => number;
  /** Set by the check "redis" if it is `ok`. */
  redis?: OpenRedis;
}

/** The same for both processes. */
export const redisChecks: readonly Check<RedisContext>[] = [
  {
    check: "redis",
    needs: [],
    async find(context) {
      const { finding, opened } = await openRedis(context.settings, context.now);
      if (opened !== undefined) context.redis = opened;
      return finding;
    },
  },
  {
    check: "redis on disk",
    needs: ["redis"],
    find: ({ redis }) => (redis === undefined ? notChecked("no connection") : persistenceFinding(redis)),
  },
];
