import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { AttemptFailure, deadlineExceeded } from "#workers/resilience/attempt-failure.ts";
import { createBreakerLayer } from "#workers/resilience/breaker-layer.ts";
import type { GraphAnswer, GraphSend } from "#workers/resilience/graph-layer.ts";
import { toolErrorOf } from "../../../support/tool-error-of.ts";
import { answer, countedMetrics, requestOf } from "./layer-fixture.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Asker = { tenantId: string; userId: string };
const persons = (tenantId: string, count: number): Asker[] =>
  Array.from({ length: count }, (_, index) => ({ tenantId, userId: `${tenantId}-${index}` }));
/** So many failures of several persons open it. */
const enough = 7;
const everybody = Array.from({ length: 3 }, (_, index) =>
  ["a", "b"].map((tenantId) => ({ tenantId, userId: `${index}` })),
).flat();

/** A breaker before a service whose next outcome can be set at any time. */
function breakerOn(outcome: GraphAnswer | Error, random = 0.5, now = Date.now) {
  const { metrics, read } = countedMetrics();
  const service: { outcome: GraphAnswer | Error; respond?: () => Promise<GraphAnswer>; requests: number } = {
    outcome,
    requests: 0,
  };
  const breaker = createBreakerLayer({ metrics, now, random: () => random });
  onTestFinished(() => breaker.close());
  const send: GraphSend = breaker.layer(async () => {
    service.requests += 1;
    if (service.respond !== undefined) return await service.respond();
    if (service.outcome instanceof Error) throw service.outcome;
    return service.outcome;
  });
  const state = (workload = "outlook") => read("m365_breaker_state", { service: workload });
  const transitions = () => read("m365_breaker_transitions_total", { service: "outlook" });
  /** So many requests, by these persons in turn. */
  const ask = async (times: number, askers: readonly Asker[] = everybody) => {
    for (let asked = 0; asked < times; asked += 1)
      await send(requestOf(askers[asked % askers.length])).catch(() => undefined);
  };
  /** Whether a request of this person gets to the service now. */
  const isServed = async (asker: Asker) => {
    const before = service.requests;
    await send(requestOf(asker)).catch(() => undefined);
    return service.requests > before;
  };
  return { forget: breaker.forget, send, service, state, transitions, ask, isServed };
}

/** One that is open and waits for a probe. */
async function halfOpenBreaker() {
  const breaker = breakerOn(answer(500));
  await breaker.ask(enough);
  await vi.advanceTimersByTimeAsync(10_000);
  return breaker;
}

describe("the breaker of a workload", () => {
  it.each([
    ["a broken connection", new AttemptFailure("network", "ECONNRESET")],
    ["504", answer(504)],
  ])("learns nothing from downloads, and holds none back: %s", async (_title, outcome) => {
    const { state, ask, service, send } = breakerOn(outcome);
    const download = () => send(requestOf({ isDownload: true })).catch(() => undefined);
    for (let asked = 0; asked < 50; asked += 1) await download();
    expect(await state()).toBe(0);
    await ask(enough);
    expect(await state()).toBe(2);
    await download();
    expect(service.requests).toBe(50 + enough + 1);
  });

  it.each([
    ["500", answer(500)],
    ["504", answer(504)],
    ["502", answer(502)],
    ["503 without Retry-After", answer(503)],
    ["503 with a Retry-After that makes no sense", answer(503, { "retry-after": "soon" })],
    ["502 with a Retry-After that makes no sense", answer(502, { "retry-after": "Mon" })],
    ["500 with a Retry-After of nothing", answer(500, { "retry-after": "0" })],
    ["a broken connection", new AttemptFailure("network", "ECONNRESET")],
    ["an attempt that took too long", new AttemptFailure("timeout")],
  ])("opens after seven times %s, and not before", async (_title, outcome) => {
    const { state, ask, service, send } = breakerOn(outcome);
    await ask(enough - 1);
    expect(await state()).toBe(0);
    await ask(1);
    expect(await state()).toBe(2);
    const error = await toolErrorOf(send(requestOf()));
    expect(error.code).toBe("unavailable");
    expect(error.details.retryAfterSeconds).toBe(10);
    expect(service.requests).toBe(enough);
  });

  it.each([
    ["504", answer(504)],
    ["a time-out", new AttemptFailure("timeout")],
  ])("learns nothing from %s of a request for which there is a smaller one", async (_title, outcome) => {
    const { state, send } = breakerOn(outcome);
    for (let asked = 0; asked < 50; asked += 1) await send(requestOf({ hasFallback: true })).catch(() => undefined);
    expect(await state()).toBe(0);
  });

  it.each([
    ["404", answer(404)],
    ["401", answer(401)],
    ["429", answer(429, { "retry-after": "5" })],
    ["503 with Retry-After", answer(503, { "retry-after": "5" })],
    ["502 with Retry-After", answer(502, { "retry-after": "5" })],
    ["501, which is about one item", answer(501)],
    ["507", answer(507)],
    ["509", answer(509)],
    ["a caller that went away", deadlineExceeded()],
    ["a 503 of a batch, of which another request has told it", { ...answer(503), isBatchCopy: true }],
    ["a broken connection of such a batch", new AttemptFailure("network", "ECONNRESET", { isBatchCopy: true })],
  ])("stays closed whatever number of times %s, and opens after failures among any number", async (_title, outcome) => {
    const { state, ask, service } = breakerOn(outcome);
    await ask(200);
    expect(await state()).toBe(0);
    service.outcome = answer(500);
    await ask(enough);
    expect(await state()).toBe(2);
  });

  it.each([
    ["200", answer(200)],
    ["404", answer(404)],
    ["429", answer(429, { "retry-after": "5" })],
    ["503 with Retry-After", answer(503, { "retry-after": "5" })],
    ["501", answer(501)],
  ])("closes when the probe is answered at all, and counts again: %s", async (_title, outcome) => {
    const { state, ask, service } = await halfOpenBreaker();
    service.outcome = outcome;
    await ask(1);
    expect(await state()).toBe(0);
    service.outcome = answer(500);
    await ask(enough - 1);
    expect(await state()).toBe(0);
    await ask(1);
    expect(await state()).toBe(2);
  });

  it("stays closed while half of the requests work", async () => {
    const { state, ask, service } = breakerOn(answer(200));
    for (const asker of [...everybody, ...everybody, ...everybody, ...everybody]) {
      service.outcome = answer(200);
      await ask(1, [asker]);
      service.outcome = answer(500);
      await ask(1, [asker]);
    }
    expect(await state()).toBe(0);
  });

  it("forgets failures after ten seconds", async () => {
    const { state, ask } = breakerOn(answer(500));
    await ask(enough - 1);
    await vi.advanceTimersByTimeAsync(11_000);
    await ask(enough - 1);
    expect(await state()).toBe(0);
  });

  it("leaves the other workloads alone", async () => {
    const { state, ask, send } = breakerOn(answer(500));
    await ask(enough);
    expect(await state("files")).toBe(0);
    await expect(send(requestOf({ workload: "files" }))).resolves.toMatchObject({ status: 500 });
  });

  it("lets one request through to probe, tells others when to come back, and closes when that works", async () => {
    const { state, service, send, transitions } = await halfOpenBreaker();
    expect(await state()).toBe(1);
    service.outcome = answer(200);
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => send(requestOf())));
    const message = expect.stringContaining("Try again in 1 second");
    const refused = { reason: { code: "unavailable", message, details: { retryAfterSeconds: 1 } } };
    expect(outcomes).toMatchObject([{ status: "fulfilled" }, refused, refused]);
    expect(service.requests).toBe(enough + 1);
    expect(await state()).toBe(0);
    expect(await transitions()).toBe(3);
  });

  it("opens again when the probes of three persons fail", async () => {
    const { state, ask, service } = await halfOpenBreaker();
    await ask(2);
    expect(await state()).toBe(1);
    await ask(10);
    expect(await state()).toBe(2);
    expect(service.requests).toBe(enough + 3);
  });

  it("lets as many probes be under way, and one of each tenant in any case", async () => {
    const { service, send } = await halfOpenBreaker();
    const pending = Promise.withResolvers<GraphAnswer>();
    service.respond = () => pending.promise;
    const asked = [...persons("a", 5), ...persons("c", 2)].map((asker) => send(requestOf(asker)));
    const outcomes = Promise.allSettled(asked);
    expect(service.requests).toBe(enough + 3 + 1);
    pending.resolve(answer(200));
    expect((await outcomes).filter(({ status }) => status === "fulfilled")).toHaveLength(4);
  });

  it("is not held open by the probes of one person: whoever asks next is let through", async () => {
    const { state, ask, service, isServed } = breakerOn(answer(500));
    const [unlucky, other] = everybody as [Asker, Asker];
    await ask(enough);
    for (let seconds = 0; seconds < 40; seconds += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      await ask(1, [unlucky]);
    }
    expect(service.requests).toBe(enough + 4);
    expect(await state()).toBe(1);
    service.outcome = answer(200);
    expect(await isServed(other)).toBe(true);
    expect(await state()).toBe(0);
  });

  it.each([
    ["'s caller went away", deadlineExceeded()],
    [" was asked to pause by a broken service", answer(502, { "retry-after": "20" })],
  ])("lets another request probe when the prober%s", async (_title, outcome) => {
    const { state, ask, service } = await halfOpenBreaker();
    service.outcome = outcome;
    await ask(1);
    expect(await state()).toBe(1);
    service.outcome = answer(200);
    await ask(1);
    expect(await state()).toBe(0);
  });

  describe("whose probe gets no answer", () => {
    /** A half-open breaker, and its probes, each of which is answered when the test says so. */
    async function probed() {
      const { service, send, state } = await halfOpenBreaker();
      const probes: PromiseWithResolvers<GraphAnswer>[] = [];
      service.respond = () => {
        const probe = Promise.withResolvers<GraphAnswer>();
        probes.push(probe);
        return probe.promise;
      };
      const ask = (asker = everybody[0]) => send(requestOf(asker)).catch((error: unknown) => error);
      return { probes, ask, state };
    }

    it("lets its person's next one through after as long as it stays open, and closes when it works", async () => {
      const { probes, ask, state } = await probed();
      void ask();
      await vi.advanceTimersByTimeAsync(9_999);
      expect(await ask()).toMatchObject({ code: "unavailable" });
      await vi.advanceTimersByTimeAsync(1);
      const second = ask();
      expect(probes).toHaveLength(2);
      expect(await ask()).toMatchObject({ code: "unavailable" });
      probes[1]?.resolve(answer(200));
      expect(await second).toMatchObject({ status: 200 });
      expect(await state()).toBe(0);
    });

    it("holds nobody up for longer than that time, though three of them hang", async () => {
      const { probes, ask, state } = await probed();
      for (const asker of persons("a", 3)) void ask(asker);
      const fourth = { tenantId: "a", userId: "fourth" };
      await vi.advanceTimersByTimeAsync(9_999);
      expect(await ask(fourth)).toMatchObject({ code: "unavailable" });
      await vi.advanceTimersByTimeAsync(1);
      const served = ask(fourth);
      probes[3]?.resolve(answer(200));
      expect(await served).toMatchObject({ status: 200 });
      expect(await state()).toBe(0);
    });

    it("believes its late answer, but not its late failure, against that of a later one", async () => {
      const { probes, ask, state } = await probed();
      const early = [ask()];
      for (const _ of [1, 2]) {
        await vi.advanceTimersByTimeAsync(10_000);
        early.push(ask());
      }
      const others = everybody.slice(1, 3).map((asker) => ask(asker));
      for (const probe of [probes[0], probes[3], probes[4]]) probe?.resolve(answer(500));
      await Promise.all([early[0], ...others]);
      expect(await state()).toBe(1);
      probes[2]?.resolve(answer(500));
      await early[2];
      expect(await state()).toBe(2);
      probes[1]?.resolve(answer(404));
      await early[1];
      expect(await state()).toBe(0);
    });
  });

  it("is not closed by a request that began before it opened", async () => {
    const { state, ask, service, send } = breakerOn(answer(500));
    const slow = Promise.withResolvers<GraphAnswer>();
    service.respond = () => slow.promise;
    const early = send(requestOf());
    delete service.respond;
    await ask(2 * enough);
    await vi.advanceTimersByTimeAsync(10_000);
    slow.resolve(answer(200));
    await early;
    expect(await state()).toBe(1);
  });

  it.each([
    [0, 8],
    [0.999, 12],
  ])("waits 10 s ± 20 %%, so that replicas don't probe together (random %d: %i s)", async (random, seconds) => {
    const { ask, send } = breakerOn(answer(500), random);
    await ask(enough);
    const error = await toolErrorOf(send(requestOf()));
    expect(error.details.retryAfterSeconds).toBe(seconds);
  });
});

describe("failures of one person", () => {
  const [anna, bert] = persons("a", 2) as [Asker, Asker];
  const [stranger] = persons("b", 1) as [Asker];

  // proves A13
  it("open nothing, however many there are, and those of two persons don't either", async () => {
    const { transitions, ask, service } = breakerOn(answer(500));
    await ask(200, [anna]);
    await ask(200, [anna, stranger]);
    expect([service.requests, await transitions()]).toEqual([400, 0]);
  });

  it("are forgotten with their tenant", async () => {
    const { ask, state, forget } = breakerOn(answer(500));
    const [gone, others] = [persons(randomUUID(), 2), persons("b", 1)];
    await ask(10, gone);
    expect(forget(new Set([randomUUID()]))).toBe(0);
    expect(forget(new Set(gone.map(({ tenantId }) => tenantId)))).toBe(2);
    await ask(10, others);
    expect(await state()).toBe(0);
  });

  it("count once: with those of a second person they are two, however many", async () => {
    const { state, ask } = breakerOn(answer(500));
    await ask(18, [anna]);
    await ask(18, [stranger]);
    expect(await state()).toBe(0);
    await ask(1, [bert]);
    expect(await state()).toBe(2);
  });

  it("are not counted again by retries", async () => {
    const { state, send, ask } = breakerOn(answer(500));
    const askWithRetries = async (asker: Asker, times: number) => {
      for (let asked = 0; asked < times; asked += 1)
        for (const attempt of [1, 2, 3]) await send(requestOf({ ...asker, attempt }));
    };
    for (const asker of [anna, bert, stranger]) await askWithRetries(asker, 2);
    expect(await state()).toBe(0);
    await ask(1, [anna]);
    expect(await state()).toBe(2);
  });

  it("are made good by retries that work: those persons are served", async () => {
    const { state, ask, send, service } = breakerOn(answer(500));
    for (let round = 0; round < 10; round += 1) {
      for (const asker of [anna, bert, stranger]) {
        service.outcome = answer(500);
        await ask(1, [asker]);
        service.outcome = answer(200);
        await send(requestOf({ ...asker, attempt: 2 }));
      }
    }
    expect(await state()).toBe(0);
  });
});

describe("failures of one tenant", () => {
  const small = [..."cde"].flatMap((tenantId) => persons(tenantId, 1));
  const [tenant, [stranger, other]] = [persons("a", 4), persons("b", 2) as [Asker, Asker]];

  it("open the circuit where nobody else is active, but somebody else's first request goes through", async () => {
    const { state, ask, isServed } = breakerOn(answer(500));
    await ask(enough, tenant);
    expect(await state()).toBe(2);
    expect(await isServed({ tenantId: "a", userId: "new" })).toBe(false);
    expect(await isServed(stranger)).toBe(true);
  });

  it.each([200, 404])(
    "end when somebody else is answered (%i), and open it no more while both are active",
    async (status) => {
      const { state, ask, service, isServed } = breakerOn(answer(500));
      await ask(enough, tenant);
      service.outcome = answer(status);
      await isServed(stranger);
      expect(await state()).toBe(0);
      service.outcome = answer(200);
      await isServed(stranger);
      service.outcome = answer(500);
      await ask(12, tenant);
      expect(await state()).toBe(0);
    },
  );

  it("are everybody's when those of another tenant come to them, also while the circuit is open", async () => {
    const { state, ask, isServed } = breakerOn(answer(500));
    await ask(enough, tenant);
    expect(await isServed(stranger)).toBe(true);
    for (const asker of [stranger, other, { tenantId: "c", userId: "c" }]) expect(await isServed(asker)).toBe(false);
    expect(await state()).toBe(2);
  });

  // proves A13
  it("open nothing where another tenant is served", async () => {
    const { state, ask, service } = breakerOn(answer(200));
    await ask(1, [stranger]);
    service.outcome = answer(500);
    await ask(60, tenant);
    expect(await state()).toBe(0);
  });

  it.each<[string, served: [number, Asker[]], failed: [number, Asker[]]]>([
    ["they are several small tenants', while most people are served", [4, tenant], [30, small]],
    ["only one of many other tenants shares them", [3, small], [19, [...persons("a", 10), stranger]]],
  ])("open nothing where %s", async (_where, served, failed) => {
    const { state, ask, service } = breakerOn(answer(200));
    await ask(...served);
    service.outcome = answer(500);
    await ask(...failed);
    expect(await state()).toBe(0);
  });

  it("hold nobody else back after an outage in which all failed", async () => {
    const { state, ask, service, isServed } = await halfOpenBreaker();
    await ask(3, tenant);
    expect(await state()).toBe(2);
    service.outcome = answer(200);
    expect(await isServed(stranger)).toBe(true);
  });
});
