import { Redis } from "ioredis";
import { afterAll, describe, expect, test } from "vitest";
import { connectRedis } from "#common/queue/redis.ts";
import { awaitRedis, formatKey, redisFormat } from "#common/queue/redis-health.ts";
import { createRedisOutage } from "#common/queue/redis-outage.ts";
import { startRedis } from "#test/support/redis-server.ts";
import { recordingLogger } from "../../workers/auth/obo-fixture.ts";

const server = await startRedis();
const admin = new Redis(server.connection);
await admin.acl("SETUSER", "secretive", "on", ">right", "~*", "&*", "+@all", "-config|get");
afterAll(async () => {
  admin.disconnect();
  await server.stop();
});

interface Start {
  /** A setting of Redis that is wrong during the start. */
  wrong?: readonly [name: string, value: string, right: string];
  isStrict?: boolean;
  /** Whom it connects as, by settings of their own or in the URL. */
  login?: { username: string; password: string };
  loginInUrl?: string;
}

/** What a process finds that starts on such a Redis; rejects when it must not start. */
async function start({ wrong, isStrict = false, login, loginInUrl = "" }: Start) {
  if (wrong !== undefined) await admin.config("SET", wrong[0], wrong[1]);
  const { logger, text } = recordingLogger();
  const url = server.url.replace("://", `://${loginInUrl}`);
  const target = { kind: "single", url, login: login ?? {}, tls: undefined } as const;
  const redis = connectRedis({ target, role: "request", outage: createRedisOutage(logger) });
  try {
    return { ...(await awaitRedis(redis, { target, isStrict, logger })), logged: text() };
  } finally {
    redis.disconnect();
    if (wrong !== undefined) await admin.config("SET", wrong[0], wrong[2]);
  }
}

const evicts = { wrong: ["maxmemory-policy", "allkeys-lru", "noeviction"] } as const;
const secretive = { login: { username: "secretive", password: "right" } };
const persistence: [string, Start, string][] = [
  ["saves", { wrong: ["save", "60 1", ""] }, 'Redis saves snapshots to disk; set save ""'],
  [
    "writes an append-only file",
    { wrong: ["appendonly", "yes", "no"] },
    "Redis writes an append-only file; set appendonly no",
  ],
  [
    "does not show its configuration",
    secretive,
    "whether Redis saves snapshots can't be seen (CONFIG GET is not allowed)",
  ],
];

describe("a process", () => {
  test.each([false, true])("starts on a Redis as it should be; strict: %s", async (isStrict) => {
    expect(await start({ isStrict })).toEqual({ problems: [], warnings: [], logged: "" });
  });

  test("does not start beside processes of another format, and starts when they are gone", async () => {
    await admin.set(formatKey, "2", "PX", 60_000);
    const problem = `Redis is in use by a version with format 2, and this one has ${redisFormat}: see docs/upgrade.md`;
    await expect(start({})).rejects.toMatchObject({ name: "StartProblem", problems: [problem] });
    expect(await admin.get(formatKey)).toBe("2");
    await admin.set(formatKey, "<b>\u001b[2J");
    await expect(start({})).rejects.toMatchObject({ problems: [expect.stringContaining("with another format, and")] });
    await admin.del(formatKey);
    expect(await start({})).toMatchObject({ problems: [] });
  });

  test("says its format in Redis for a minute, and those of the same format prolong it", async () => {
    await start({});
    await admin.pexpire(formatKey, 5_000);
    await start({});
    expect(await admin.get(formatKey)).toBe(redisFormat);
    expect(await admin.pttl(formatKey)).toBeGreaterThan(50_000);
  });

  test("does not start on a Redis that evicts", async () => {
    const problem = "Redis must run with maxmemory-policy noeviction, it has allkeys-lru";
    await expect(start(evicts)).rejects.toMatchObject({ name: "StartProblem", problems: [problem] });
  });

  test.each<[string, Start]>([
    ["REDIS_USERNAME, REDIS_PASSWORD", { login: { username: "secretive", password: "wrong" } }],
    ["REDIS_URL", { loginInUrl: "secretive:wrong@" }],
  ])("does not start with a password in %s that Redis refuses", async (names, how) => {
    const problems = [`${names}: Redis refuses this user or password`];
    await expect(start(how)).rejects.toMatchObject({ name: "StartProblem", problems });
  });

  test.each(persistence)("starts on a Redis that %s, and warns", async (_title, how, problem) => {
    const { warnings, logged } = await start(how);
    expect(warnings).toEqual([problem]);
    expect(JSON.parse(logged)).toMatchObject({ level: "warn", problem, msg: "Redis is not set up as it should be" });
  });

  test.each(persistence)("does not start on a Redis that %s, when it is strict", async (_title, how, problem) => {
    await expect(start({ ...how, isStrict: true })).rejects.toMatchObject({ problems: [problem] });
  });
});
