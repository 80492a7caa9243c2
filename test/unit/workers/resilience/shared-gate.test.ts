import { afterEach, describe, expect, it } from "vitest";
import type { SealingKeys } from "#common/settings.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { ownRedis } from "#test/unit/own-redis.ts";
import type { GateLimits } from "#workers/resilience/gate.ts";
import { createSharedGate } from "#workers/resilience/shared-gate.ts";
import { recordingLogger } from "../auth/obo-fixture.ts";

const keys: SealingKeys = [newSealingKey()];
const { server, redis } = await ownRedis();

/**
 * One worker's gate; each machine's clock that nobody sets began at another time. It waits for Redis longer than in
 * production, or a busy machine would make it decide alone.
 */
const worker = (clockOffMs = 0, { logger } = recordingLogger()) =>
  createSharedGate({ redis, keys, logger, now: () => performance.now() + clockOffMs, redisWithinMs: 10_000 });
/** One that waits for Redis as in production, and whose clock stands still. */
const workerWithoutRedis = ({ logger } = recordingLogger()) => createSharedGate({ redis, keys, logger, now: () => 0 });
const limits = (changes: Partial<GateLimits> = {}): GateLimits => ({
  scope: "tenant|user|outlook",
  tenant: "tenant|outlook",
  atOnce: 4,
  rates: [],
  ...changes,
});
const pauseNames = () => redis.keys("{m365}:cooldown:*");
const ask = async (gate: ReturnType<typeof worker>, changes: Partial<GateLimits> = {}, maxWaitMs = 25_000) =>
  await gate.ask(limits(changes), maxWaitMs);
const waitMs = async (gate: ReturnType<typeof worker>, changes: Partial<GateLimits> = {}) => {
  const answer = await ask(gate, changes);
  return "waitMs" in answer ? answer.waitMs : 0;
};

describe("a pause shared by all workers", () => {
  it("is kept by another worker, whose clock began minutes before", async () => {
    worker().pause("tenant|user|outlook", 60_000);
    await expect.poll(pauseNames).toHaveLength(1);
    const leftMs = await waitMs(worker(300_000));
    expect(leftMs).toBeGreaterThan(20_000);
    expect(leftMs).toBeLessThanOrEqual(60_000);
  });

  it("is known to a turn that has waited, and not asked for by one that has not", async () => {
    worker().pause("tenant|outlook", 60_000);
    await expect.poll(pauseNames).toHaveLength(1);
    expect(await worker().pauseLeftMs(limits(), 101)).toBeGreaterThan(20_000);
    expect(await worker().pauseLeftMs(limits(), 100)).toBeLessThanOrEqual(0);
    expect(await worker().pauseLeftMs(limits({ tenant: "other|outlook" }), 101)).toBeLessThanOrEqual(0);
  });

  it("is not waited for in vain when another worker knows a longer one of the tenant", async () => {
    const knowing = worker();
    knowing.pause("tenant|user|outlook", 10_000);
    worker().pause("tenant|outlook", 60_000);
    await expect.poll(pauseNames).toHaveLength(2);
    expect(await waitMs(knowing)).toBeGreaterThan(50_000);
  });

  it("is forgotten with its tenant, by this worker and in Redis, with what else is kept of the tenant", async () => {
    const [one, other] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
    const gate = worker();
    const of = (tenant: string) => limits({ scope: `${tenant}|user|outlook`, tenant: `${tenant}|outlook` });
    for (const tenant of [one, other]) {
      gate.pause(`${tenant}|user|outlook`, 60_000);
      gate.pause(`${tenant}|outlook`, 60_000);
      gate.pace(`${tenant}|outlook`, 100, 60_000);
      await gate.limit({ scope: `${tenant}|user|entra`, tenant: `${tenant}|entra` }, 60_000);
    }
    await expect.poll(() => redis.keys("*")).toHaveLength(10);
    expect(gate.forget(new Set([one]))).toBe(4);
    await expect.poll(() => redis.keys("*")).toHaveLength(5);
    for (const asked of [gate, worker()]) {
      expect(await asked.ask(of(one), 0)).toMatchObject({ state: "open" });
      expect(await asked.ask(of(other), 0)).toMatchObject({ state: "paused" });
    }
    expect(gate.forget(new Set([one]))).toBe(0);
  });

  // proves A14
  it("is nobody else's", async () => {
    worker().pause("tenant|user|outlook", 10_000);
    await expect.poll(pauseNames).toHaveLength(1);
    expect(await ask(worker(), { scope: "tenant|other|outlook" })).toMatchObject({ state: "open" });
  });

  it("is not cut by a shorter one, and is made longer by a longer one", async () => {
    const left = () => waitMs(worker());
    worker().pause("tenant|user|outlook", 20_000);
    worker().pause("tenant|user|outlook", 5_000);
    await expect.poll(pauseNames).toHaveLength(1);
    expect(await left()).toBeGreaterThan(15_000);
    worker().pause("tenant|user|outlook", 60_000);
    await expect.poll(left).toBeGreaterThan(50_000);
  });
});

describe("the longest pause", () => {
  const longestMs = 600_000;
  const probeNames = () => redis.keys("{m365}:graph:probe:*");
  const mine = { scope: "tenant|user|outlook", tenant: "tenant|outlook" };
  /** Each one's tenant is paused, and the pause is over. */
  async function afterIt(key: string) {
    const limited = worker();
    limited.pause(key, longestMs);
    await expect.poll(probeNames).toHaveLength(1);
    await expect.poll(pauseNames).toHaveLength(1);
    await redis.del(await pauseNames());
  }
  const leave = (answer: Awaited<ReturnType<typeof ask>>) => "leave" in answer && answer.leave();
  const asks = async (gate = worker(), changes: Partial<GateLimits> = {}) => await ask(gate, changes);

  it.each([mine.scope, mine.tenant])(
    "is followed by one probe of all workers, until that is answered: %s",
    async (key) => {
      await afterIt(key);
      const prober = worker();
      expect(await asks(prober)).toMatchObject({ state: "open" });
      for (const gate of [prober, worker(), worker(300_000)])
        expect(await asks(gate)).toEqual({ state: "paused", waitMs: 100 });
      prober.answered(mine);
      await expect.poll(probeNames).toEqual([]);
      for (const gate of [prober, worker()]) expect(await asks(gate)).toMatchObject({ state: "open" });
    },
  );

  it("of a tenant lets one person probe for all of them", async () => {
    await afterIt(mine.tenant);
    expect(await asks()).toMatchObject({ state: "open" });
    expect(await asks(worker(), { scope: "tenant|other|outlook" })).toMatchObject({ state: "paused" });
    expect(await asks(worker(), { scope: "b|user|outlook", tenant: "b|outlook" })).toMatchObject({ state: "open" });
  });

  it("is followed by the next probe when the first ended without an answer", async () => {
    await afterIt(mine.scope);
    leave(await asks());
    await expect.poll(async () => (await asks()).state).toBe("open");
    expect(await asks()).toMatchObject({ state: "paused" });
  });

  // proves A20
  it("is not ended by an answer to an earlier request, and leaves no probe behind after 20 minutes", async () => {
    const gate = worker();
    gate.pause(mine.scope, longestMs);
    gate.answered(mine);
    await expect.poll(probeNames).toHaveLength(1);
    const [name = ""] = await probeNames();
    expect(await redis.pttl(name)).toBeLessThanOrEqual(20 * 60_000);
    expect(await asks(gate)).toMatchObject({ state: "paused" });
    leave(await asks());
    expect(await redis.pttl(name)).toBeGreaterThan(0);
  });

  it("by which Entra limits three persons of a tenant is followed by one probe for all of them", async () => {
    for (const user of "abc") await worker().limit({ scope: `${user}|entra`, tenant: "t|entra" }, longestMs);
    await expect.poll(probeNames).toHaveLength(4);
    await redis.del(await pauseNames());
    const answers = [];
    for (const user of "abcd") answers.push(await asks(worker(), { scope: `${user}|entra`, tenant: "t|entra" }));
    expect(answers.map(({ state }) => state)).toEqual(["open", "paused", "paused", "paused"]);
  });
});

describe("a limit that one scope met", () => {
  const limitedNames = () => redis.keys("{m365}:graph:limited:*");
  const of = (user: string, tenant = "tenant") => ({ scope: `${tenant}|${user}|entra`, tenant: `${tenant}|entra` });
  const pausedMs = async (user: string, tenant?: string) => await waitMs(worker(), of(user, tenant));

  // proves A14
  it("pauses that scope in all workers, and nobody else, however often it is met", async () => {
    for (let met = 0; met < 5; met += 1) expect(await worker().limit(of("one"), 30_000)).toBe(false);
    expect(await pausedMs("one")).toBeGreaterThan(25_000);
    expect(await pausedMs("other")).toBe(0);
  });

  it("is the tenant's when a third scope of it meets one, whichever workers they ask by", async () => {
    const met = [];
    for (const user of ["one", "two", "three", "four"]) met.push(await worker().limit(of(user), 30_000));
    expect(met).toEqual([false, false, true, false]);
    expect(await pausedMs("other")).toBeGreaterThan(25_000);
    expect(await pausedMs("one", "another")).toBe(0);
  });

  it("is the tenant's exactly once when three meet it at the same time, and leaves no count behind", async () => {
    const met = await Promise.all(["one", "two", "three"].map((user) => worker().limit(of(user), 30_000)));
    expect(met.toSorted()).toEqual([false, false, true]);
    expect(await limitedNames()).toEqual([]);
  });

  it("does not count together with those of another tenant", async () => {
    for (const user of ["one", "two"]) await worker().limit(of(user), 30_000);
    expect(await worker().limit(of("three", "another"), 30_000)).toBe(false);
  });

  it("does not cut a longer pause of the tenant", async () => {
    worker().pause("tenant|entra", 60_000);
    for (const user of ["one", "two", "three"]) await worker().limit(of(user), 1_000);
    expect(await pausedMs("other")).toBeGreaterThan(50_000);
  });

  it("counts for ten seconds, and shows nobody whose it was", async () => {
    for (const user of ["one", "two"]) await worker().limit(of(user), 30_000);
    const [name = ""] = await limitedNames();
    expect(await redis.pttl(name)).toBeGreaterThan(0);
    expect(await redis.pttl(name)).toBeLessThanOrEqual(10_000);
    const members = await redis.zrange(name, "0", "-1");
    expect([name, ...members].join()).not.toMatch(/tenant|one|two|entra/);
    for (const member of members) await redis.zincrby(name, -10_000, member);
    expect(await worker().limit(of("three"), 30_000)).toBe(false);
    expect(await redis.zrange(name, "0", "-1")).toHaveLength(1);
  });
});

describe("what all workers send together", () => {
  it("never has more requests at once in a mailbox than are allowed, whichever worker sends them", async () => {
    const gates = [worker(), worker(), worker()];
    const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => ask(gates[at % 3] ?? worker())));
    const open = answers.filter((answer) => answer.state === "open");
    expect(open).toHaveLength(4);
    const full = answers.filter((answer) => answer.state === "full");
    expect(full).toHaveLength(8);
    expect(await ask(worker(), { scope: "tenant|other|outlook" })).toMatchObject({ state: "open" });
    for (const { leave } of full.slice(1)) leave();
    open[0]?.leave();
    await expect.poll(async () => (await worker().ask(limits(), 0, full[0]?.place)).state).toBe("open");
  });

  it("gives the places of a killed worker back by itself", async () => {
    for (let taken = 0; taken < 4; taken += 1) await ask(worker());
    const [name = ""] = await redis.keys("{m365}:graph:places:*");
    expect(await redis.pttl(name)).toBeGreaterThan(0);
    const entries = await redis.zrange(name, "0", "-1");
    for (const entry of entries) await redis.zadd(name, 1, entry);
    expect(await ask(worker())).toMatchObject({ state: "open" });
  });

  it("keeps a rate: turns are booked one after another, and none that comes too late", async () => {
    const rates = [{ key: "tenant|chats", perSecond: 0.01, burst: 2 }];
    const gates = [worker(), worker()];
    const answers = [];
    for (let asked = 0; asked < 8; asked += 1) {
      answers.push(await ask(gates[asked % 2] ?? worker(), { scope: `tenant|user${asked}|teams`, rates }, 550_000));
    }
    const turns = answers.map((answer) => ("afterMs" in answer ? answer.afterMs : answer.state));
    expect(turns.slice(0, 2)).toEqual([0, 0]);
    expect(turns.slice(2, 7)).toEqual(turns.slice(2, 7).toSorted((one, other) => Number(one) - Number(other)));
    expect(turns[7]).toBe("paced");
    expect(Number(turns[6])).toBeGreaterThan(450_000);
  });

  it("slows down together when one learns that a limit is near, and keeps places until their turns", async () => {
    worker().pace("tenant|outlook", 20_000, 500_000);
    await expect.poll(() => redis.keys("{m365}:graph:pace:*")).toHaveLength(1);
    const answers = [];
    for (const id of [1, 2, 3]) answers.push(await ask(worker(), { scope: `tenant|user${id}|outlook` }, 60_000));
    const turns = answers.map((answer) => ("afterMs" in answer ? answer.afterMs : -1));
    expect(turns[0]).toBe(0);
    expect(turns[1]).toBeGreaterThan(10_000);
    expect(turns[2]).toBeGreaterThan(30_000);
    const places = await redis.keys("{m365}:graph:places:*");
    expect(Math.max(...(await Promise.all(places.map((name) => redis.pttl(name)))))).toBeGreaterThan(30_000);
  });

  it("tells nobody whose it is, and leaves nothing behind in Redis", async () => {
    const rates = [{ key: "tenant|chats", perSecond: 1_000, burst: 1 }];
    const gate = worker();
    gate.pause("tenant|user|outlook", 1_000);
    gate.pace("tenant|outlook", 1, 1_000);
    const answer = await ask(gate, { scope: "tenant|other|outlook", rates });
    const names = await redis.keys("*");
    expect(names.length).toBeGreaterThanOrEqual(5);
    expect(names.join()).not.toMatch(/tenant|user|outlook|other/);
    for (const name of names) expect(await redis.pttl(name)).not.toBe(-1);
    if (answer.state === "open") answer.leave();
    await expect.poll(() => redis.keys("*"), { timeout: 10_000 }).toEqual([]);
  });
});

describe("a Redis that was written to by somebody else", () => {
  it.each(["pace", "clock"] as const)("costs at most the limits: %s", async (kind) => {
    const rates = [{ key: "tenant|chats", perSecond: 10, burst: 2 }];
    worker().pace("tenant|outlook", 10, 5_000);
    await ask(worker(), { rates });
    for (const name of await redis.keys(`{m365}:graph:${kind}:*`)) await redis.set(name, "nonsense");
    expect(await ask(worker(), { rates })).toMatchObject({ state: "open" });
  });
});

it("an error of Redis costs the limits of all workers, and is told once in a while, by its kind only", async () => {
  const log = recordingLogger();
  const gate = worker(0, log);
  await ask(gate);
  expect(log.text()).toBe("");
  for (const name of await redis.keys("{m365}:graph:places:*")) await redis.set(name, "not a sorted set");
  for (let asked = 0; asked < 3; asked += 1) expect(await ask(gate)).toMatchObject({ state: "open" });
  expect(log.entries()).toMatchObject([{ level: "warn", errorName: "ReplyError", errorCode: "WRONGTYPE" }]);
  expect(log.text()).not.toContain("places");
});

describe("without Redis", () => {
  afterEach(() => server.restart());

  it("a turn that was asked for and not given has not been booked", async () => {
    const gate = createSharedGate({ redis, keys, logger: recordingLogger().logger });
    const rates = [{ key: "tenant|chats", perSecond: 1, burst: 1 }];
    expect((await ask(gate, { atOnce: 1 })).state).toBe("open");
    for (let tries = 0; tries < 50; tries += 1) expect((await ask(gate, { atOnce: 1, rates })).state).toBe("full");
    await server.kill("SIGSTOP");
    expect(await ask(gate, { atOnce: 1, rates })).toMatchObject({ state: "open", afterMs: 0 });
    await server.kill("SIGCONT");
  });

  it("each worker counts those who met a limit, for ten seconds", async () => {
    await server.kill();
    let nowMs = 0;
    const alone = createSharedGate({ redis, keys, logger: recordingLogger().logger, now: () => nowMs });
    const meet = (user: string) => alone.limit({ scope: `tenant|${user}|entra`, tenant: "tenant|entra" }, 30_000);
    expect([await meet("one"), await meet("one"), await meet("two")]).toEqual([false, false, false]);
    nowMs += 10_000;
    expect([await meet("three"), await meet("four")]).toEqual([false, false]);
    expect(await alone.pauseLeftMs(limits({ scope: "tenant|other|entra", tenant: "tenant|entra" }), 0)).toBeLessThan(1);
    expect(await meet("five")).toBe(true);
    expect(await alone.pauseLeftMs(limits({ scope: "tenant|other|entra", tenant: "tenant|entra" }), 0)).toBe(30_000);
  });

  it("each worker keeps its own pauses and rates, and no request waits for Redis", async () => {
    await server.kill();
    const log = recordingLogger();
    const alone = workerWithoutRedis(log);
    alone.pause("tenant|user|outlook", 10_000);
    expect(await alone.pauseLeftMs(limits(), 1_000)).toBe(10_000);
    expect(await workerWithoutRedis().pauseLeftMs(limits(), 1_000)).toBeLessThanOrEqual(0);
    expect(await waitMs(alone)).toBe(10_000);
    expect(await ask(workerWithoutRedis())).toMatchObject({ state: "open", afterMs: 0 });
    const rates = [{ key: "tenant|chats", perSecond: 1, burst: 1 }];
    const turns = [];
    for (const id of [1, 2]) turns.push(await ask(alone, { scope: `tenant|user${id}|teams`, rates }));
    expect(turns[1]).toMatchObject({ state: "open", afterMs: 1_000 });
    expect(log.text()).toBe("");
  });
});
