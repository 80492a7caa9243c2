import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AttemptFailure, deadlineExceeded } from "#workers/resilience/attempt-failure.ts";
import { createBreakerLayer } from "#workers/resilience/breaker-layer.ts";
import type { GraphAnswer, GraphSend } from "#workers/resilience/graph-layer.ts";
import { toolErrorOf } from "../../../support/tool-error-of.ts";
import { answer, countedMetrics, requestOf } from "./layer-fixture.ts";

let opened: { close(): void }[] = [];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  for (const breaker of opened) breaker.close();
  opened = [];
  vi.useRealTimers();
});

/** A breaker before a service whose next outcome can be set at any time. */
function breakerOn(outcome: GraphAnswer | Error, random = 0.5) {
  const { metrics, read } = countedMetrics();
  const service = { outcome, requests: 0 };
  const breaker = createBreakerLayer({ metrics, now: Date.now, random: () => random });
  opened.push(breaker);
  const send: GraphSend = breaker.layer(async () => {
    service.requests += 1;
    if (service.outcome instanceof Error) throw service.outcome;
    return service.outcome;
  });
  const state = (workload = "outlook") => read("m365_breaker_state", { service: workload });
  const transitions = () => read("m365_breaker_transitions_total", { service: "outlook" });
  const ask = async (times: number) => {
    for (let asked = 0; asked < times; asked += 1) await send(requestOf()).catch(() => undefined);
  };
  return { send, service, state, transitions, ask };
}

describe("the breaker of a workload", () => {
  // proves R13
  it.each([
    ["a broken connection", new AttemptFailure("network", "ECONNRESET")],
    ["504", answer(504)],
  ])("learns nothing from downloads, and holds none back: %s", async (_title, outcome) => {
    const { state, ask, service, send } = breakerOn(outcome);
    const download = () => send(requestOf({ isDownload: true })).catch(() => undefined);
    for (let asked = 0; asked < 50; asked += 1) await download();
    expect(await state()).toBe(0);
    await ask(20);
    expect(await state()).toBe(2);
    await download();
    expect(service.requests).toBe(71);
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
  ])("opens after 20 times %s, and not before", async (_title, outcome) => {
    const { state, ask, service, send } = breakerOn(outcome);
    await ask(19);
    expect(await state()).toBe(0);
    await ask(1);
    expect(await state()).toBe(2);
    const error = await toolErrorOf(send(requestOf()));
    expect(error.code).toBe("unavailable");
    expect(error.details.retryAfterSeconds).toBe(10);
    expect(service.requests).toBe(20);
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
    ["a 503 of a batch, of which another request has told it", { ...answer(503), isEcho: true }],
    ["a broken connection of such a batch", new AttemptFailure("network", "ECONNRESET", { isEcho: true })],
  ])("stays closed whatever number of times %s", async (_title, outcome) => {
    const { state, ask } = breakerOn(outcome);
    await ask(200);
    expect(await state()).toBe(0);
  });

  it.each([
    ["404", answer(404)],
    ["429", answer(429, { "retry-after": "5" })],
    ["503 with Retry-After", answer(503, { "retry-after": "5" })],
    ["502 with Retry-After", answer(502, { "retry-after": "5" })],
    ["501", answer(501)],
  ])("does not take %s for health either: failures among any number of them open it", async (_title, outcome) => {
    const { state, ask, service } = breakerOn(outcome);
    await ask(200);
    service.outcome = answer(500);
    await ask(20);
    expect(await state()).toBe(2);
  });

  it.each([
    ["404", answer(404)],
    ["429", answer(429, { "retry-after": "5" })],
    ["503 with Retry-After", answer(503, { "retry-after": "5" })],
    ["501", answer(501)],
  ])("closes when the probe is answered at all: %s", async (_title, outcome) => {
    const { state, ask, service } = breakerOn(answer(500));
    await ask(20);
    await vi.advanceTimersByTimeAsync(10_000);
    service.outcome = outcome;
    await ask(1);
    expect(await state()).toBe(0);
    service.outcome = answer(500);
    await ask(19);
    expect(await state()).toBe(0);
  });

  it("says while a probe is under way when to come back, in words and seconds", async () => {
    const { ask, service, send } = breakerOn(answer(500));
    await ask(20);
    await vi.advanceTimersByTimeAsync(10_000);
    service.outcome = answer(200);
    const [, refused] = await Promise.allSettled([send(requestOf()), send(requestOf())]);
    expect(refused).toMatchObject({ reason: { code: "unavailable", details: { retryAfterSeconds: 1 } } });
    expect(String(refused.status === "rejected" && refused.reason.message)).toContain("Try again in 1 second");
  });

  it("stays closed while half of the requests work", async () => {
    const { state, ask, service } = breakerOn(answer(200));
    for (let round = 0; round < 20; round += 1) {
      service.outcome = answer(200);
      await ask(1);
      service.outcome = answer(500);
      await ask(1);
    }
    expect(await state()).toBe(0);
  });

  it("forgets failures after ten seconds", async () => {
    const { state, ask } = breakerOn(answer(500));
    await ask(19);
    await vi.advanceTimersByTimeAsync(11_000);
    await ask(19);
    expect(await state()).toBe(0);
  });

  // proves W16
  it("leaves the other workloads alone", async () => {
    const { state, ask, send } = breakerOn(answer(500));
    await ask(20);
    expect(await state("files")).toBe(0);
    await expect(send(requestOf({ workload: "files" }))).resolves.toMatchObject({ status: 500 });
  });

  it("lets one request through to probe, and closes when that works", async () => {
    const { state, ask, service, send, transitions } = breakerOn(answer(500));
    await ask(20);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await state()).toBe(1);
    service.outcome = answer(200);
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => send(requestOf())));
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
    expect(service.requests).toBe(21);
    expect(await state()).toBe(0);
    expect(await transitions()).toBe(3);
  });

  it.each([0, 0.5, 0.999])(
    "counts anew after a good probe: 19 failures leave it closed (random %d)",
    async (random) => {
      const { state, ask, service } = breakerOn(answer(500), random);
      await ask(20);
      await vi.advanceTimersByTimeAsync(Math.round(10_000 * (0.8 + 0.4 * random)));
      for (const [outcome, times, after] of [
        [answer(200), 1, 0],
        [answer(500), 19, 0],
        [answer(500), 1, 2],
      ] as const) {
        service.outcome = outcome;
        await ask(times);
        expect(await state()).toBe(after);
      }
    },
  );

  it("opens again when the probe fails", async () => {
    const { state, ask, service } = breakerOn(answer(500));
    await ask(20);
    await vi.advanceTimersByTimeAsync(10_000);
    await ask(5);
    expect(await state()).toBe(2);
    expect(service.requests).toBe(21);
  });

  it.each([
    ["'s caller went away", deadlineExceeded()],
    [" was asked to pause by a broken service", answer(502, { "retry-after": "20" })],
  ])("lets another request probe when the prober%s", async (_title, outcome) => {
    const { state, ask, service } = breakerOn(answer(500));
    await ask(20);
    await vi.advanceTimersByTimeAsync(10_000);
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
      const { metrics, read } = countedMetrics();
      const breaker = createBreakerLayer({ metrics, now: Date.now, random: () => 0.5 });
      opened.push(breaker);
      const probes: PromiseWithResolvers<GraphAnswer>[] = [];
      let next = () => Promise.resolve(answer(500));
      const send = breaker.layer(() => next());
      for (let asked = 0; asked < 20; asked += 1) await send(requestOf());
      next = () => {
        const probe = Promise.withResolvers<GraphAnswer>();
        probes.push(probe);
        return probe.promise;
      };
      await vi.advanceTimersByTimeAsync(10_000);
      const ask = () => send(requestOf()).catch((error: unknown) => error);
      return { probes, ask, state: () => read("m365_breaker_state", { service: "outlook" }) };
    }

    it("lets the next one through after the time that it stays open, and closes when that one works", async () => {
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

    it("believes its late answer, but not its late failure, against that of a later one", async () => {
      const { probes, ask, state } = await probed();
      const early = [ask()];
      for (const _ of [1, 2]) {
        await vi.advanceTimersByTimeAsync(10_000);
        early.push(ask());
      }
      probes[0]?.resolve(answer(500));
      await early[0];
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
    const { metrics, read } = countedMetrics();
    const breaker = createBreakerLayer({ metrics, now: Date.now, random: () => 0.5 });
    opened.push(breaker);
    const slow = Promise.withResolvers<GraphAnswer>();
    let next: Promise<GraphAnswer> = slow.promise;
    const send = breaker.layer(() => next);
    const early = send(requestOf());
    next = Promise.resolve(answer(500));
    for (let asked = 0; asked < 25; asked += 1) await send(requestOf()).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(10_000);
    slow.resolve(answer(200));
    await early;
    expect(await read("m365_breaker_state", { service: "outlook" })).toBe(1);
  });

  it.each([
    [0, 8],
    [0.999, 12],
  ])("waits 10 s ± 20 %%, so that replicas don't probe together (random %d: %i s)", async (random, seconds) => {
    const { ask, send } = breakerOn(answer(500), random);
    await ask(20);
    const error = await toolErrorOf(send(requestOf()));
    expect(error.details.retryAfterSeconds).toBe(seconds);
  });
});
