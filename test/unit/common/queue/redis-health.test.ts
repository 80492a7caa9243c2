import { Redis } from "ioredis";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { watchRedis } from "#common/queue/redis-health.ts";
import { createRedisOutage } from "#common/queue/redis-outage.ts";
import { startRedis } from "#test/support/redis-server.ts";
import { until } from "#test/support/until.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";

/** A Redis that answers as it is told; nothing is connected here. */
function scripted() {
  const redis = new Redis({ lazyConnect: true });
  const server = { isAway: false, version: "7.0.0", policy: "noeviction", save: "" };
  redis.status = "ready";
  redis.setrange = () => (server.isAway ? Promise.reject(new Error("Command timed out")) : Promise.resolve(0));
  redis.info = async () => `redis_version:${server.version}\r\nmaxmemory_policy:${server.policy}\r\naof_enabled:0\r\n`;
  Object.assign(redis, { config: () => Promise.resolve(["save", server.save]) });
  const { logger, entries } = recordingLogger();
  const onReturn = vi.fn();
  const found = { problems: [], warnings: [] };
  const outage = createRedisOutage(logger);
  outage.follow(redis);
  const health = watchRedis({ redis, found, isStrict: false, outage, logger, onReturn });
  onTestFinished(() => health.stop());
  return { redis, outage, server, health, onReturn, said: entries };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a connected Redis that stops answering is an outage within a second, until it answers again", async () => {
  const { server, health, onReturn, said } = scripted();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(health.problems()).toEqual([]);
  server.isAway = true;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(health.problems()).toEqual(["Redis can't be reached"]);
  server.isAway = false;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(health.problems()).toEqual([]);
  expect(onReturn).toHaveBeenCalledOnce();
  expect(said().map(({ msg }) => msg)).toEqual(["Redis can't be reached", "Redis is back"]);
});

test("a probe that times out as the connection comes back is no second outage", async () => {
  const { redis, outage, health, onReturn, said } = scripted();
  await vi.advanceTimersByTimeAsync(1_500);
  redis.status = "connecting";
  outage.lost(new Error("Connection is closed."));
  let answer = (_count: number) => {};
  redis.setrange = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  await vi.advanceTimersByTimeAsync(2_499);
  redis.status = "ready";
  redis.emit("ready");
  // What is there when the time is up would still count.
  await vi.advanceTimersByTimeAsync(2);
  answer(1);
  redis.setrange = () => Promise.resolve(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(health.problems()).toEqual([]);
  expect(onReturn).toHaveBeenCalledOnce();
  expect(said().map(({ msg }) => msg)).toEqual(["Redis can't be reached", "Redis is back"]);
});

test("a successor is judged at once when it answers, not at the next check in its turn", async () => {
  const { server, health } = scripted();
  await vi.advanceTimersByTimeAsync(1_500);
  server.isAway = true;
  await vi.advanceTimersByTimeAsync(1_000);
  Object.assign(server, { policy: "allkeys-lru", version: "6.2.14", isAway: false });
  await vi.advanceTimersByTimeAsync(1_000);
  const tooOld = "Redis must be 7.0 or newer, it is 6.2.14";
  expect(health.problems()).toEqual([tooOld, expect.stringContaining("noeviction")]);
});

test("a successor that would evict makes the process not ready and is logged once, until it is corrected", async () => {
  const { server, health, said } = scripted();
  Object.assign(server, { policy: "allkeys-lru", save: "60 1", isAway: true });
  await vi.advanceTimersByTimeAsync(1_000);
  server.isAway = false;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(health.problems()).toEqual([expect.stringContaining("noeviction, it has allkeys-lru")]);
  const told = said().filter(({ problem }) => problem !== undefined);
  expect(told.map(({ level }) => level)).toEqual(["error", "warn"]);
  server.policy = "noeviction";
  await vi.advanceTimersByTimeAsync(11_000);
  expect(health.problems()).toEqual([]);
});

test("a full Redis makes the process not ready in those words, and the probe leaves nothing in Redis", async () => {
  vi.useRealTimers();
  const server = await startRedis({ listen: "unix" });
  const redis = new Redis({ ...server.connection, replyMapping: "legacy" });
  const { logger, entries } = recordingLogger();
  const outage = createRedisOutage(logger);
  const found = { problems: [], warnings: [] };
  const health = watchRedis({ redis, found, isStrict: false, outage, logger, onReturn: () => {} });
  await redis.config("SET", "maxmemory", "1");
  const full = await until("a problem", () => (health.problems().length > 0 ? health.problems() : undefined));
  expect(full).toEqual([expect.stringMatching(/^Redis is full \(maxmemory\)/)]);
  await redis.config("SET", "maxmemory", "0");
  await until("no problem", () => (health.problems().length === 0 ? true : undefined));
  expect(await redis.keys("*")).toEqual([]);
  expect(entries().map(({ msg }) => msg)).toEqual([full[0], "Redis has room again"]);
  health.stop();
  redis.disconnect();
  await server.stop();
});
