import { createSecretKey, randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SealingKeys } from "#common/settings.ts";
import { createSentChallenges } from "#gateway/mcp/serve-call.ts";
import { type RedisServer, startRedis } from "#test/support/redis-server.ts";

const keys: SealingKeys = [{ id: "a", key: createSecretKey(randomBytes(32)) }];
const anna = { tenantId: "tenant", userId: "anna" };
let server: RedisServer;
let redis: Redis;

beforeAll(async () => {
  server = await startRedis({ listen: "unix" });
  redis = new Redis({ path: server.url.slice("unix:".length), maxRetriesPerRequest: 1, replyMapping: "legacy" });
  redis.on("error", () => undefined);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

describe("the memory of who was sent to sign in", () => {
  it("lets each person and reason through once, at whichever gateway", async () => {
    const [one, other] = [createSentChallenges({ redis, keys }), createSentChallenges({ redis, keys })];
    expect(await Promise.all([one.isFirst(anna, "mfa"), one.isFirst(anna, "mfa"), other.isFirst(anna, "mfa")])).toEqual(
      [true, false, false],
    );
    expect(await other.isFirst(anna, "device")).toBe(true);
    expect(await other.isFirst({ ...anna, userId: "ben" }, "mfa")).toBe(true);
    expect(await one.isFirst({ ...anna, tenantId: "another" }, "mfa")).toBe(true);
  });

  it("tells nobody in Redis whose it is, and is gone after 10 minutes", async () => {
    const names = await redis.keys("*");
    expect(names).not.toEqual([]);
    for (const name of names) {
      expect(name).toMatch(/^\{m365\}:challenged:[\w-]{43}$/);
      expect(await redis.get(name)).toBe("");
      expect(await redis.pttl(name)).toBeGreaterThan(300_000);
      expect(await redis.pttl(name)).toBeLessThanOrEqual(600_000);
    }
  });

  it("waits for no Redis that hangs", async () => {
    const [one, other] = [createSentChallenges({ redis, keys }), createSentChallenges({ redis, keys })];
    await redis.call("CLIENT", "PAUSE", "120000", "ALL");
    expect(
      await Promise.all([one.isFirst(anna, "late"), other.isFirst(anna, "late"), one.isFirst(anna, "late")]),
    ).toEqual([true, true, false]);
  });

  it("is each gateway's own without Redis", async () => {
    await server.kill();
    const alone = createSentChallenges({ redis, keys });
    expect(await alone.isFirst(anna, "mfa")).toBe(true);
    expect(await alone.isFirst(anna, "mfa")).toBe(false);
  });
});
