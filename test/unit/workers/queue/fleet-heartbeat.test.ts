import { expect, test } from "vitest";
import { fleetKey } from "#common/queue/protocol.ts";
import { ownRedis } from "#test/unit/own-redis.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";
import { createFleetHeartbeat } from "#workers/queue/fleet-heartbeat.ts";

const { redis } = await ownRedis();

/** A worker whose question for the time, the first of a beat, is answered when the test says so. */
function worker() {
  const asked: PromiseWithResolvers<void>[] = [];
  const found: { problems: string[] } = { problems: [] };
  const clock = {
    problems: () => found.problems,
    look() {
      const answer = Promise.withResolvers<void>();
      asked.push(answer);
      return answer.promise;
    },
  };
  const fleet = createFleetHeartbeat({
    redis,
    redisTime: { now: () => 1_000_000 },
    clock,
    workerId: "w",
    workloads: ["outlook"],
    slots: 5,
    measure: async () => undefined,
    logger: recordingLogger().logger,
  });
  return { fleet, asked, found };
}

const members = () => redis.zrange(fleetKey, "0", "-1");

test("beats of a whole outage come to two when Redis is back, and the worker counts for three more", async () => {
  const { fleet, asked } = worker();
  const beats = Array.from({ length: 720 }, () => fleet.beat());
  expect(asked).toHaveLength(1);
  asked[0]?.resolve();
  await expect.poll(() => asked.length).toBe(2);
  asked[1]?.resolve();
  await Promise.all(beats);
  expect(asked).toHaveLength(2);
  const member = JSON.stringify({ workerId: "w", slots: { outlook: 5 } });
  expect(await redis.zrange(fleetKey, "0", "-1", "WITHSCORES")).toEqual([member, "1015000"]);
});

test("a beat that failed does not keep the next one from being made", async () => {
  const { fleet, asked } = worker();
  const failing = fleet.beat();
  asked[0]?.reject(new Error("Connection is closed."));
  await expect(failing).rejects.toThrow("Connection is closed.");
  const beat = fleet.beat();
  asked[1]?.resolve();
  await beat;
  expect(await members()).toHaveLength(1);
});

test("a worker that leaves during a beat does not enter the fleet again by it", async () => {
  const { fleet, asked } = worker();
  const first = fleet.beat();
  asked[0]?.resolve();
  await first;
  const beats = [fleet.beat(), fleet.beat()];
  await fleet.leave();
  asked[1]?.resolve();
  await Promise.all(beats);
  expect(asked).toHaveLength(2);
  expect(await members()).toEqual([]);
});

test("nobody counts on a worker while Redis' time is wrong for it, and everybody again afterwards", async () => {
  const { fleet, asked, found } = worker();
  async function beat(problems: string[]): Promise<number> {
    found.problems = problems;
    const beating = fleet.beat();
    asked.at(-1)?.resolve();
    await beating;
    return (await members()).length;
  }
  expect(await beat([])).toBe(1);
  expect(await beat(["the clock"])).toBe(0);
  expect(await beat([])).toBe(1);
});
