import { expect, test } from "vitest";
import type { RedisConnection } from "#common/queue/redis.ts";
import { createRedisTime } from "#common/queue/redis-time.ts";

/** Redis' time as the test tells it, in Unix milliseconds; it answers nothing else. */
function redisThatTells(tell: { ms: () => number }): RedisConnection {
  const time = () => [`${Math.floor(tell.ms() / 1_000)}`, `${Math.floor((tell.ms() % 1_000) * 1_000)}`];
  const pipeline = {
    exists: () => pipeline,
    time: () => pipeline,
    exec: async () => [
      [null, 0],
      [null, time()],
    ],
  };
  // The only command that is used.
  return { pipeline: () => pipeline } as unknown as RedisConnection;
}

const steadily = () => performance.timeOrigin + performance.now();

test("a time that goes on is relied on, also when its clock was set by less than it went", async () => {
  const tell = { ms: steadily };
  const time = await createRedisTime(redisThatTells(tell), steadily);
  expect(time.problem()).toBeUndefined();
  tell.ms = () => steadily() + 9;
  await time.refresh();
  expect(time.problem()).toBeUndefined();
  expect(Math.abs(time.offsetMs() - 9)).toBeLessThan(5);
});

test("a time that stands still is not, even at the first measurement, until it goes on", async () => {
  const frozenMs = steadily() - 8_000;
  const tell = { ms: () => frozenMs };
  const time = await createRedisTime(redisThatTells(tell), steadily);
  expect(time.problem()).toBe("Redis' clock stands still, or has jumped");
  tell.ms = steadily;
  await Promise.all([time.refresh(), time.refresh()]);
  expect(time.problem()).toBe("Redis' clock stands still, or has jumped");
  await time.refresh();
  expect(time.problem()).toBeUndefined();
});

test.each([
  ["back", -8_000],
  ["ahead", 8_000],
])("a time that jumps %s is not, until it has gone on from there", async (_where, ms) => {
  const tell = { ms: steadily };
  const time = await createRedisTime(redisThatTells(tell), steadily);
  tell.ms = () => steadily() + ms;
  await time.refresh();
  expect(time.problem()).toBe("Redis' clock stands still, or has jumped");
  await time.refresh();
  expect(time.problem()).toBeUndefined();
});

test.each([
  [61_000, "this machine's clock is 61 s behind Redis'"],
  [-61_000, "this machine's clock is 61 s ahead of Redis'"],
  [59_000, undefined],
])("a time %d ms from this machine's is judged by the minute", async (ms, problem) => {
  const time = await createRedisTime(redisThatTells({ ms: () => steadily() + ms }), steadily);
  expect(time.problem()).toBe(problem);
});
