import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { createEnvelope } from "#common/queue/envelope.ts";
import { isRedisFull } from "#common/queue/redis-outage.ts";
import type { SealingKeys } from "#common/settings.ts";
import type { Workload } from "#common/workload.ts";
import { createServiceTimes, createSharedAdmission } from "#gateway/admission/shared-admission.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { callOf, somebody } from "#test/unit/call-fixture.ts";
import { startToolQueue } from "#test/unit/gateway/queue/tool-queue-fixture.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";
import { shedFor } from "./shed.ts";

const keys: SealingKeys = [newSealingKey()];
const workload: Workload = "outlook";
const queueKey = (part: string) => `{m365}:tool-calls-${workload}:${part}`;
const queues = await startToolQueue(keys);
const { server } = queues;
const { redis, queue, close } = queues.open(
  new Redis({ ...server.connection, maxRetriesPerRequest: 0, commandTimeout: 2_000, replyMapping: "legacy" }),
);

beforeEach(async () => void (await redis.flushall()));
afterAll(async () => {
  await close();
  await queues.stop();
});

const guids = new Map<string, string>();
/** The same name, the same id. */
function guid(name: string): string {
  const made = guids.get(name) ?? randomUUID();
  guids.set(name, made);
  return made;
}
const callerOf = (tenant: string, user: string) => ({ ...somebody, tenantId: guid(tenant), userId: guid(user) });

interface Fleet {
  slots: number | undefined;
  isUnserved: boolean;
}

/** One gateway. `serviceMs` = for how long a call lately had a slot. */
function gateway(options: { perUser?: number; perTenant?: number; fleet?: Partial<Fleet>; serviceMs?: number } = {}) {
  const { metrics } = createMetrics(gatewayMetrics);
  const log = recordingLogger();
  const limits = { perUser: options.perUser ?? 100, perTenant: options.perTenant ?? 1_000 };
  const serviceTimes = createServiceTimes();
  if (options.serviceMs !== undefined) serviceTimes.observe(workload, options.serviceMs);
  const { admit } = createSharedAdmission({
    redis,
    keys,
    limitsOf: () => limits,
    fleet: {
      slotsOf: () => options.fleet?.slots,
      isUnserved: () => options.fleet?.isUnserved === true,
      stop: () => undefined,
    },
    serviceTimes,
    metrics,
    logger: log.logger,
    callTimeoutMs: 25_000,
    queueWaitMs: 2_000,
    random: () => 0.5,
  });
  const shed = (reason: string) => shedFor(reason, metrics);
  const enter = (tenant: string, user: string, requestId: string = randomUUID(), at = workload) =>
    admit({ requestId, caller: callerOf(tenant, user) }, at);
  return { enter, shed, serviceTimes, log: log.text };
}

type Gateway = ReturnType<typeof gateway>;

/** Lets a call in and queues it, as `callTool` does. */
async function enqueue({ enter }: Gateway, tenant: string, user: string): Promise<string> {
  const requestId = randomUUID();
  const { priority } = await enter(tenant, user, requestId);
  const call = callOf("tool", { requestId, caller: callerOf(tenant, user) });
  const position = { workload, priority, queueWaitMs: 2_000 };
  await queue.add({ call, userAssertion: "", input: {} }, position, createEnvelope(keys, requestId));
  return requestId;
}

const waitingInOrder = () => redis.zrange(queueKey("prioritized"), "0", "-1");
describe("calls in flight, all gateways together", () => {
  test.each([
    ["user", { perUser: 2 }, ["a", "1"], ["a", "2"]],
    ["tenant", { perTenant: 2 }, ["a", "3"], ["b", "1"]],
  ] as const)(
    "are limited per %s, with seconds and words, and counted",
    async (reason, limits, [tenant, user], [otherTenant, otherUser]) => {
      const [one, two] = [gateway(limits), gateway(limits)];
      await one.enter("a", "1");
      const second = await two.enter("a", reason === "user" ? "1" : "2");
      const error = await toolErrorOf(one.enter(tenant, user));
      expect(error).toMatchObject({ code: "rate_limited", details: { retryAfterSeconds: 1 } });
      expect(error.message).toContain("Try again in 1 second.");
      expect(await one.shed(reason)).toBe(1);
      await two.enter(otherTenant, otherUser);
      second.leave();
      await expect.poll(() => one.enter(tenant, user).catch(() => undefined)).toBeDefined();
    },
  );

  test("end by themselves when their gateway has died", async () => {
    const dead = gateway({ perUser: 1 });
    await dead.enter("a", "1");
    const alive = gateway({ perUser: 1 });
    await toolErrorOf(alive.enter("a", "1"));
    for (const name of await redis.keys("{m365}:in-flight:*")) {
      expect(await redis.pttl(name)).toBeGreaterThan(25_000);
      for (const entry of await redis.zrange(name, "0", "-1")) await redis.zadd(name, 1, entry);
    }
    await alive.enter("a", "1");
  });

  test("are refused without a question to Redis where one gateway alone has too many", async () => {
    const { enter } = gateway({ perUser: 1 });
    await enter("a", "1");
    const asked = async () => Number(/evalsha:calls=(\d+)/.exec(await redis.info("commandstats"))?.[1] ?? 0);
    const before = await asked();
    await toolErrorOf(enter("a", "1"));
    expect(await asked()).toBe(before);
  });

  test("tell nobody in Redis whose they are", async () => {
    await gateway().enter("a", "1");
    const names = (await redis.keys("*")).join();
    expect(names).toMatch(/^(\{m365\}:in-flight:[\w-]{43},?){4}$/);
    expect(names).not.toContain(guid("a"));
  });
});

describe("the queue", () => {
  // proves A17
  test("serves a quiet tenant's call before all but the first of those that a noisy one has queued", async () => {
    const gateways = [gateway(), gateway()];
    const noisy: string[] = [];
    for (let queued = 0; queued < 40; queued += 1) {
      noisy.push(await enqueue(gateways[queued % 2] ?? gateway(), "noisy", `user${queued % 5}`));
    }
    const quiet = await enqueue(gateways[0] ?? gateway(), "quiet", "q");
    expect((await waitingInOrder()).slice(0, 2)).toEqual([noisy[0], quiet]);
  });

  test("serves two noisy tenants in turns, and a tenant's own people in turns", async () => {
    const one = gateway();
    const owners = new Map<string, string>();
    for (let queued = 0; queued < 10; queued += 1) owners.set(await enqueue(one, "a", `a${queued}`), "a");
    for (let queued = 0; queued < 10; queued += 1) owners.set(await enqueue(one, "b", `b${queued}`), "b");
    const order = (await waitingInOrder()).map((id) => owners.get(id));
    for (let taken = 2; taken <= 20; taken += 2) {
      expect(order.slice(0, taken).filter((owner) => owner === "a")).toHaveLength(taken / 2);
    }
    await redis.flushall();
    const people = new Map<string, string>();
    for (let queued = 0; queued < 10; queued += 1) people.set(await enqueue(one, "c", "busy"), "busy");
    people.set(await enqueue(one, "c", "calm"), "calm");
    const places = (await waitingInOrder()).map((id) => people.get(id));
    expect(places.indexOf("calm")).toBeLessThanOrEqual(6);
  });

  test("leaves half of the slots to others than one busy person, and refuses nobody four calls", async () => {
    const busy = gateway({ fleet: { slots: 16 } });
    for (let running = 0; running < 8; running += 1) await busy.enter("a", "1");
    const error = await toolErrorOf(busy.enter("a", "1"));
    expect(error).toMatchObject({ code: "rate_limited", details: { retryAfterSeconds: 1 } });
    expect(await busy.shed("user_share")).toBe(1);
    await busy.enter("a", "2");
    await redis.flushall();
    const tiny = gateway({ fleet: { slots: 4 } });
    for (let running = 0; running < 3; running += 1) await tiny.enter("b", "1");
  });

  // proves P19
  test("refuses at once a call that would wait too long, and says when to come back", async () => {
    const slow = gateway({ fleet: { slots: 4 }, serviceMs: 5_000 });
    await redis.rpush(queueKey("active"), "1", "2", "3");
    await enqueue(slow, "a", "1");
    await redis.rpush(queueKey("active"), "4");
    const error = await toolErrorOf(slow.enter("a", "2"));
    expect(error).toMatchObject({ code: "unavailable", details: { retryAfterSeconds: 4 } });
    expect(error.message).toContain("would wait too long");
    expect(await slow.shed("long_wait")).toBe(1);
    await gateway({ fleet: { slots: 4 }, serviceMs: 500 }).enter("a", "2");
    await gateway({ fleet: { slots: 40 }, serviceMs: 5_000 }).enter("a", "2");
  });

  // proves A16
  test("lets the first call of a tenant in, however long those of others last, unless such calls wait", async () => {
    const slow = gateway({ fleet: { slots: 4 }, serviceMs: 20_000 });
    await redis.rpush(queueKey("active"), "1", "2", "3", "4");
    await enqueue(slow, "quiet", "1");
    expect(await toolErrorOf(slow.enter("quiet", "1"))).toMatchObject({ code: "unavailable" });
    expect(await toolErrorOf(slow.enter("another", "1"))).toMatchObject({ code: "unavailable" });
    await redis.del(queueKey("prioritized"));
    await slow.enter("another", "1");
  });

  test("learns how long calls take, and forgets a slow hour", () => {
    const { serviceTimes } = gateway({ serviceMs: 20_000 });
    for (let calls = 0; calls < 60; calls += 1) serviceTimes.observe(workload, 100);
    expect(serviceTimes.recentMs(workload)).toBeLessThan(150);
    expect(serviceTimes.recentMs("teams")).toBe(0);
  });

  test("is not bounded by a number of workers that nobody knows", async () => {
    const blind = gateway({ fleet: { slots: undefined }, serviceMs: 5_000 });
    for (let queued = 0; queued < 30; queued += 1) await enqueue(blind, "a", `user${queued}`);
  });

  test("refuses at once in words when no worker serves the workload", async () => {
    const alone = gateway({ fleet: { isUnserved: true } });
    const error = await toolErrorOf(alone.enter("a", "1"));
    expect(error).toMatchObject({ code: "unavailable", details: { retryAfterSeconds: 30 } });
    expect(error.message).toContain("serves Outlook at the moment");
    expect(await alone.shed("no_worker")).toBe(1);
    await gateway().enter("a", "1");
  });

  test("says of a full Redis that the queue is full, though no heartbeat of a worker gets into it either", async () => {
    const alone = gateway({ fleet: { isUnserved: true } });
    const call = callOf("tool", { requestId: randomUUID(), caller: callerOf("a", "1") });
    await redis.config("SET", "maxmemory", "1");
    try {
      const error = await toolErrorOf(alone.enter("a", "1"));
      expect(error).toMatchObject({ code: "unavailable", details: { retryAfterSeconds: expect.any(Number) } });
      expect(error.message).toMatch(/^The queue of the connector is full\. Try again in [3-5] seconds\.$/);
      expect([await alone.shed("redis_full"), await alone.shed("no_worker")]).toEqual([1, 0]);
      const job = { call, userAssertion: "", input: {} };
      const added = queue.add(job, { workload, priority: 1, queueWaitMs: 2_000 }, createEnvelope(keys, call.requestId));
      expect(await added.catch(isRedisFull)).toBe(true);
    } finally {
      await redis.config("SET", "maxmemory", "0");
    }
  });
});

/** How many calls a tenant gets in, each of another person, until one is refused; and with what. */
async function fill({ enter }: Gateway, tenant: string) {
  const calls: Awaited<ReturnType<typeof enter>>[] = [];
  for (;;) {
    const entered = await enter(tenant, `user${calls.length}`).catch((error: unknown) => error);
    if (entered instanceof Error) return { calls, refused: entered };
    calls.push(entered as Awaited<ReturnType<typeof enter>>);
  }
}

describe("the places of a workload", () => {
  test.each([1, 2, 3, 4, 16])(
    "of %i slots are half for one tenant and half of the rest for the next one: each has more calls than slots",
    async (slots) => {
      const one = gateway({ fleet: { slots } });
      const places = 5 * slots;
      const first = await fill(one, "first");
      expect(first.refused).toMatchObject({ code: "rate_limited", details: { retryAfterSeconds: 1 } });
      expect(first.calls).toHaveLength(Math.ceil(places / 2));
      const second = await fill(one, "second");
      expect(second.calls).toHaveLength(Math.ceil((places - first.calls.length) / 2));
      for (const { calls } of [first, second]) expect(calls.length).toBeGreaterThanOrEqual(slots);
      expect([await one.shed("tenant_share"), await one.shed("queue_full")]).toEqual([2, 0]);
    },
  );

  test("are all taken only by tenants with one call, and then nobody gets in", async () => {
    const one = gateway({ fleet: { slots: 2 } });
    for (let tenant = 0; tenant < 10; tenant += 1) await one.enter(`tenant${tenant}`, "somebody");
    expect(await toolErrorOf(one.enter("one more", "somebody"))).toMatchObject({
      code: "unavailable",
      details: { retryAfterSeconds: 1 },
    });
    expect(await one.shed("queue_full")).toBe(1);
  });

  test("of one workload are not taken by a tenant's calls in another", async () => {
    const one = gateway({ fleet: { slots: 4 } });
    await fill(one, "everywhere");
    const enter: Gateway["enter"] = (tenant, user) => one.enter(tenant, user, randomUUID(), "teams");
    expect((await fill({ ...one, enter }, "everywhere")).calls).toHaveLength(10);
  });
});

test("an error of Redis lets calls in, and is told once in a while, by its kind only", async () => {
  const blind = gateway({ perUser: 3 });
  await blind.enter("a", "1");
  for (const name of await redis.keys("{m365}:in-flight:*")) await redis.set(name, "not a sorted set");
  for (let calls = 0; calls < 2; calls += 1) expect((await blind.enter("a", "1")).priority).toBe(1);
  await expect.poll(blind.log).toContain("limits are kept by this gateway alone");
  const lines = blind.log().trim().split("\n");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "warn", errorName: "ReplyError", errorCode: "WRONGTYPE" });
  expect(lines[0]).not.toContain("in-flight");
});

describe("without Redis", () => {
  afterEach(() => server.restart());

  test("each gateway keeps the limits alone, no call waits for Redis, and only the outage is logged", async () => {
    const alone = gateway({ perUser: 1 });
    await server.kill("SIGSTOP");
    const place = await alone.enter("a", "1");
    expect(place.priority).toBe(1);
    await toolErrorOf(alone.enter("a", "1"));
    await server.kill();
    await expect.poll(() => redis.status).not.toBe("ready");
    place.leave();
    await alone.enter("a", "1");
    expect(alone.log()).toBe("");
  });
});
