import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createRedisTime } from "#common/queue/redis-time.ts";
import { type Fleet, followFleet } from "#gateway/admission/fleet.ts";
import { ownRedis } from "#test/unit/own-redis.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";
import { createFleetHeartbeat } from "#workers/queue/fleet-heartbeat.ts";

const { redis } = await ownRedis();
const redisTime = await createRedisTime(redis, Date.now);
let nowMs = 0;
beforeEach(() => {
  nowMs = 0;
});

async function follow(): Promise<Fleet> {
  const fleet = await followFleet({ redis, redisTime, now: () => nowMs });
  onTestFinished(() => fleet.stop());
  return fleet;
}

const heartbeat = (workerId: string, slots: number) =>
  createFleetHeartbeat({
    redis,
    redisTime,
    clock: { look: redisTime.refresh, problems: () => [] },
    workerId,
    workloads: ["outlook", "teams"],
    slots,
    measure: async () => undefined,
    logger: recordingLogger().logger,
  });

describe("the fleet as a gateway sees it", () => {
  test("has the slots of all workers, per workload", async () => {
    await heartbeat("one", 5).beat();
    await heartbeat("two", 7).beat();
    const fleet = await follow();
    expect([fleet.slotsOf("outlook"), fleet.slotsOf("teams"), fleet.slotsOf("files")]).toEqual([12, 12, undefined]);
  });

  test("leaves out workers that are gone, and entries that no worker wrote", async () => {
    const dead = JSON.stringify({ workerId: "dead", slots: { outlook: 9 } });
    await redis.zadd("{m365}:workers", redisTime.now() - 1, dead);
    const later = redisTime.now() + 60_000;
    for (const entry of ["nonsense", '{"workerId":"x","slots":{"outlook":1e9}}', '{"workerId":"x","slots":{"a":1}}']) {
      await redis.zadd("{m365}:workers", later, entry);
    }
    await heartbeat("alive", 3).beat();
    expect((await follow()).slotsOf("outlook")).toBe(3);
  });

  test("is unserved only when nobody has come for as long as a start takes", async () => {
    const fleet = await follow();
    expect(fleet.isUnserved("outlook")).toBe(false);
    nowMs = 15_001;
    await expect.poll(() => fleet.isUnserved("outlook")).toBe(true);
    await heartbeat("late", 3).beat();
    await expect.poll(() => fleet.isUnserved("outlook")).toBe(false);
    expect(fleet.isUnserved("files")).toBe(true);
  });

  test("is not known, rather than empty, when it has not been seen for a while", async () => {
    await heartbeat("one", 5).beat();
    const fleet = await follow();
    fleet.stop();
    nowMs = 20_000;
    expect([fleet.slotsOf("outlook"), fleet.isUnserved("outlook")]).toEqual([undefined, false]);
  });
});
