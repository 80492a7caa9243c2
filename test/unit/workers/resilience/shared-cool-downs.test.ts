import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SealingKeys } from "#common/settings.ts";
import { type RedisServer, startRedis } from "#test/support/redis-server.ts";
import { createSharedCoolDowns } from "#workers/resilience/shared-cool-downs.ts";

const keys: SealingKeys = [{ id: "a", key: randomBytes(32) }];
let server: RedisServer;
let redis: Redis;

beforeAll(async () => {
  server = await startRedis({ listen: "unix" });
  redis = new Redis({ path: server.url.slice("unix:".length), maxRetriesPerRequest: null, replyMapping: "legacy" });
  redis.on("error", () => undefined);
});
beforeEach(() => redis.flushall());
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

/** One worker's pauses; its clock may be off. */
const worker = (clockOffMs = 0) => createSharedCoolDowns({ redis, keys, now: () => Date.now() + clockOffMs });
const pauseNames = () => redis.keys("{m365}:cooldown:*");

describe("a pause shared by all workers", () => {
  it("is kept by another worker, whose clock is minutes off", async () => {
    const slowClockMs = -300_000;
    worker().start("tenant|user|outlook", Date.now() + 10_000);
    await expect.poll(pauseNames).toHaveLength(1);
    const endsAtMs = await worker(slowClockMs).endsAtMs(["tenant|user|outlook", "tenant|outlook"]);
    expect(endsAtMs - (Date.now() + slowClockMs)).toBeGreaterThan(8_000);
    expect(endsAtMs - (Date.now() + slowClockMs)).toBeLessThanOrEqual(10_000);
  });

  it("is nobody else's", async () => {
    worker().start("tenant|user|outlook", Date.now() + 10_000);
    await expect.poll(pauseNames).toHaveLength(1);
    expect(await worker().endsAtMs(["tenant|other|outlook"])).toBe(0);
  });

  it("is not cut by a shorter one, and is made longer by a longer one", async () => {
    const left = async () => (await worker().endsAtMs(["key"])) - Date.now();
    worker().start("key", Date.now() + 20_000);
    worker().start("key", Date.now() + 5_000);
    await expect.poll(pauseNames).toHaveLength(1);
    expect(await left()).toBeGreaterThan(15_000);
    worker().start("key", Date.now() + 60_000);
    await expect.poll(left).toBeGreaterThan(50_000);
  });

  it("tells nobody whose it is, and leaves nothing behind in Redis", async () => {
    worker().start("tenant|user|outlook", Date.now() + 50);
    await expect.poll(pauseNames).toHaveLength(1);
    expect((await pauseNames()).join()).not.toMatch(/tenant|user|outlook/);
    await expect.poll(pauseNames).toHaveLength(0);
  });
});

describe("without Redis", () => {
  afterEach(() => server.restart());

  it("each worker keeps its own pauses, and no call waits for Redis", async () => {
    await server.kill();
    const alone = worker();
    const endsAtMs = Date.now() + 10_000;
    alone.start("key", endsAtMs);
    const askedAtMs = Date.now();
    expect(await alone.endsAtMs(["key"])).toBe(endsAtMs);
    expect(Date.now() - askedAtMs).toBeLessThan(1_000);
    expect(await worker().endsAtMs(["key"])).toBe(0);
  });
});
