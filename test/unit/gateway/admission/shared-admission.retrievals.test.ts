import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import type { SealingKeys } from "#common/settings.ts";
import { createRetrievals } from "#gateway/admission/shared-admission.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { ownRedis } from "#test/unit/own-redis.ts";

const keys: SealingKeys = [newSealingKey()];
const dayMs = 24 * 3_600_000;
const [contoso, fabrikam] = [randomUUID(), randomUUID()];
const { server, redis } = await ownRedis();

/** One gateway. */
const gateway = (perDay: number) => createRetrievals({ redis, keys, perDayOf: () => perDay });

test("a tenant has its searches of a day at all gateways together, and others have theirs", async () => {
  const [one, other] = [gateway(3), gateway(3)];
  const asked = await Promise.all([one, other, one, other].map(({ count }) => count(contoso)));
  expect(asked.toSorted()).toEqual(["on", "on", "on", "used-up"]);
  expect(await other.count(fabrikam)).toBe("on");
});

test("the next day begins when 24 hours have passed since the first search, however many are refused", async () => {
  const { count } = gateway(1);
  await count(contoso);
  const [key = ""] = await redis.keys("*");
  await redis.pexpire(key, 1_000);
  expect(await count(contoso)).toBe("used-up");
  expect(await redis.pttl(key)).toBeLessThanOrEqual(1_000);
  await redis.del(key);
  expect(await count(contoso)).toBe("on");
  expect(await redis.pttl(key)).toBeGreaterThan(dayMs - 60_000);
});

test("Redis holds a number, under a name that tells not whose it is, and none where the tenant has none", async () => {
  await gateway(0).count(contoso);
  expect(await redis.keys("*")).toEqual([]);
  await gateway(5).count(contoso);
  const found = await redis.keys("*");
  expect(found).toEqual([expect.stringMatching(/^\{m365\}:retrievals:[\w-]{43}$/)]);
  expect(await redis.get(found[0] ?? "")).toBe("1");
});

test("a limit that changes holds at once", async () => {
  await gateway(5).count(contoso);
  const [key = ""] = await redis.keys("*");
  await redis.set(key, "3", "KEEPTTL");
  expect(await gateway(2).count(contoso)).toBe("used-up");
  expect(await gateway(4).count(contoso)).toBe("on");
});

test("a search that can't be counted is refused", async () => {
  const gone = new Redis({ ...server.connection, maxRetriesPerRequest: 0, lazyConnect: true, replyMapping: "legacy" });
  gone.on("error", () => undefined);
  gone.disconnect();
  await expect(createRetrievals({ redis: gone, keys, perDayOf: () => 1 }).count(contoso)).rejects.toThrow();
});
