import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ToolError } from "#common/errors.ts";
import { AttemptFailure } from "#workers/resilience/attempt-failure.ts";
import { createRetryLayer } from "#workers/resilience/retry-layer.ts";
import { toolErrorOf } from "../../../support/tool-error-of.ts";
import { answer, countedMetrics, delay, requestOf, scripted } from "./layer-fixture.ts";

const { metrics, read } = countedMetrics();
const layer = (random = 0.5) => createRetryLayer({ metrics, now: Date.now, delay, random: () => random });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Runs to the end, and says how long that took on the clock. */
async function timed<T>(work: Promise<T>): Promise<{ value: T; tookMs: number }> {
  const startedMs = Date.now();
  const settled = work.then((value) => ({ value, tookMs: Date.now() - startedMs }));
  await vi.runAllTimersAsync();
  return settled;
}

describe("retrying", () => {
  it.each([429, 500, 502, 503, 504])("tries again after %i", async (status) => {
    const { send, sent } = scripted(answer(status), answer(200));
    const { value } = await timed(layer()(send)(requestOf()));
    expect(value.status).toBe(200);
    expect(sent()).toBe(2);
  });

  it.each(["network", "timeout"] as const)("tries again after a failed connection: %s", async (reason) => {
    const { send, sent } = scripted(new AttemptFailure(reason), answer(200));
    await timed(layer()(send)(requestOf()));
    expect(sent()).toBe(2);
  });

  it.each([200, 302, 400, 401, 403, 404, 409, 410, 423, 501, 509])("leaves %i as it is", async (status) => {
    const { send, sent } = scripted(answer(status));
    expect((await layer()(send)(requestOf())).status).toBe(status);
    expect(sent()).toBe(1);
  });

  // proves R12
  it.each([
    [answer(429), 2],
    [answer(503), 2],
    [new AttemptFailure("network", "ECONNRESET"), 2],
    [new AttemptFailure("timeout"), 1],
    [answer(504), 1],
  ])("leaves a request that took long to its fallback: %o", async (outcome, tries) => {
    const { send, sent } = scripted(outcome, answer(200));
    await timed(layer()(send)(requestOf({ hasFallback: true })).catch(() => undefined));
    expect(sent()).toBe(tries);
  });

  // proves R13
  it.each([
    [answer(429), 2],
    [answer(503), 2],
    [new AttemptFailure("network", "ECONNREFUSED"), 2],
    [new AttemptFailure("network", "ECONNRESET", { isBrokenOff: true }), 1],
    [answer(500), 1],
    [answer(502), 1],
    [answer(504), 1],
  ])("tries a download again only where it had not begun: %o", async (outcome, tries) => {
    const { send, sent } = scripted(outcome, answer(200));
    await timed(layer()(send)(requestOf({ isDownload: true })).catch(() => undefined));
    expect(sent()).toBe(tries);
  });

  // proves R13
  it("asks for a download that is still being made until it is there, once a second at most", async () => {
    const soon = answer(202, { "retry-after": "0" });
    const { send, sent } = scripted(answer(202), soon, answer(202, { "retry-after": "3" }), soon, soon, answer(200));
    const { value, tookMs } = await timed(layer(0)(send)(requestOf({ isDownload: true })));
    expect(value.status).toBe(200);
    expect(sent()).toBe(6);
    expect(tookMs).toBe(2_000 + 1_000 + 3_000 + 1_000 + 1_000);
  });

  it("gives up a download that is still being made when the time is up, and asks for nothing else so", async () => {
    const { send, sent } = scripted(answer(202));
    const request = { isDownload: true, deadlineMs: Date.now() + 9_000 };
    const { value, tookMs } = await timed(layer()(send)(requestOf(request)));
    expect(value.status).toBe(202);
    expect(tookMs).toBe(8_000);
    expect(sent()).toBe(5);
    await timed(layer()(send)(requestOf()));
    expect(sent()).toBe(6);
  });

  it("tries a conversion that is refused at once a second time, and one that took long not", async () => {
    const quick = scripted(answer(406), answer(406), answer(200));
    expect((await timed(layer()(quick.send)(requestOf({ isDownload: true })))).value.status).toBe(406);
    expect(quick.sent()).toBe(2);
    const slow = scripted(answer(406), answer(200));
    const slowly: typeof slow.send = async (request) => {
      await delay(4_000);
      return await slow.send(request);
    };
    expect((await timed(layer()(slowly)(requestOf({ isDownload: true })))).value.status).toBe(406);
    expect(slow.sent()).toBe(1);
    const ordinary = scripted(answer(406), answer(200));
    expect((await timed(layer()(ordinary.send)(requestOf()))).value.status).toBe(406);
  });

  it("repeats a POST too, since it only reads", async () => {
    const { send, sent } = scripted(answer(503), answer(200));
    await timed(layer()(send)(requestOf({ method: "POST", body: "{}" })));
    expect(sent()).toBe(2);
  });

  it("gives the last answer back after two more tries", async () => {
    const { send, sent } = scripted(answer(503));
    const { value } = await timed(layer()(send)(requestOf()));
    expect(value.status).toBe(503);
    expect(sent()).toBe(3);
  });

  it("gives the last failure back after two more tries", async () => {
    const { send, sent } = scripted(new AttemptFailure("network", "ECONNRESET"));
    const failing = expect(layer()(send)(requestOf())).rejects.toBeInstanceOf(AttemptFailure);
    await vi.runAllTimersAsync();
    await failing;
    expect(sent()).toBe(3);
  });

  it("waits as long as Retry-After says and not less", async () => {
    const { send } = scripted(answer(429, { "retry-after": "4.5" }), answer(200));
    const { tookMs } = await timed(layer(0)(send)(requestOf()));
    expect(tookMs).toBe(4_500);
  });

  it("waits a random part of 0.5 s, then of 1 s, without Retry-After", async () => {
    const { send } = scripted(answer(500), answer(500), answer(200));
    const { tookMs } = await timed(layer(0.5)(send)(requestOf()));
    expect(tookMs).toBe(250 + 500);
  });

  it("gives a pause that does not fit back at once", async () => {
    const { send, sent } = scripted(answer(429, { "retry-after": "25" }));
    const { value, tookMs } = await timed(layer()(send)(requestOf({ deadlineMs: Date.now() + 25_000 })));
    expect(value.status).toBe(429);
    expect(tookMs).toBe(0);
    expect(sent()).toBe(1);
  });

  it("stops waiting as soon as nobody waits for it", async () => {
    const nobody = new AbortController();
    const { send, sent } = scripted(answer(429, { "retry-after": "5" }));
    const failing = toolErrorOf(layer()(send)(requestOf({ signal: nobody.signal })));
    await vi.advanceTimersByTimeAsync(1_000);
    nobody.abort();
    expect((await failing).code).toBe("deadline_exceeded");
    expect(sent()).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not repeat what an inner layer refused", async () => {
    const { send, sent } = scripted(new ToolError("unavailable", "open"));
    expect((await toolErrorOf(layer()(send)(requestOf()))).message).toBe("open");
    expect(sent()).toBe(1);
  });

  it("makes no more load than a tenth when everything fails, and a few retries whatever happens", async () => {
    const { send, sent } = scripted(answer(503));
    const retrying = layer(0)(send);
    const refusedBefore = await read("m365_graph_retries_refused_total", { workload: "files" });
    await timed(Promise.all(Array.from({ length: 200 }, () => retrying(requestOf({ workload: "files" })))));
    expect(sent()).toBeGreaterThanOrEqual(210);
    expect(sent()).toBeLessThanOrEqual(220);
    expect(await read("m365_graph_retries_refused_total", { workload: "files" })).toBeGreaterThan(refusedBefore);
    await vi.advanceTimersByTimeAsync(10_000);
    const before = sent();
    await timed(retrying(requestOf({ workload: "files" })));
    expect(sent()).toBe(before + 3);
  });

  // proves A10
  it("has retries left for another tenant while every request of one is refused", async () => {
    const limitedOne = requestOf({ tenantId: "limited", workload: "search" });
    const healthy = requestOf({ tenantId: "healthy", workload: "search" });
    let failsNext = false;
    const sendBoth = layer(0)(async (request) => {
      if (request.call.caller.tenantId === "limited") return answer(429);
      failsNext = !failsNext;
      return answer(failsNext ? 503 : 200);
    });
    await timed(Promise.all(Array.from({ length: 60 }, () => sendBoth(limitedOne))));
    for (let request = 0; request < 5; request += 1) expect((await timed(sendBoth(healthy))).value.status).toBe(200);
  });

  it("counts retries by workload", async () => {
    const before = await read("m365_graph_retries_total", { workload: "teams" });
    const { send } = scripted(answer(503), answer(200));
    await timed(layer()(send)(requestOf({ workload: "teams" })));
    expect(await read("m365_graph_retries_total", { workload: "teams" })).toBe(before + 1);
  });
});
