import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ToolError } from "#common/errors.ts";
import { AttemptFailure } from "#workers/resilience/attempt-failure.ts";
import { createRetryLayer } from "#workers/resilience/retry-layer.ts";
import { toolErrorOf } from "../../../support/tool-error-of.ts";
import { answer, countedMetrics, delay, requestOf, scripted } from "./layer-fixture.ts";

const { metrics, read } = countedMetrics();
const layer = (random = 0.5) => createRetryLayer({ metrics, now: Date.now, delay, random: () => random });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Runs to the end, and says how long that took on the clock. */
async function timed<T>(work: Promise<T>): Promise<{ value: T; tookMs: number }> {
  const startedMs = Date.now();
  const settled = work.then((value) => ({ value, tookMs: Date.now() - startedMs }));
  await vi.runAllTimersAsync();
  return settled;
}

/** What comes of a request where Graph answers so, one after the other, the last for ever. */
async function tried(
  outcomes: Parameters<typeof scripted>,
  request: Parameters<typeof requestOf>[0] = {},
  random = 0.5,
) {
  const { send, sent } = scripted(...outcomes);
  const { value, tookMs } = await timed(layer(random)(send)(requestOf(request)).catch((error: unknown) => error));
  return { value, tookMs, sent: sent() };
}

describe("retrying", () => {
  it.each([
    ...[429, 500, 502, 503, 504].map((status) => answer(status)),
    new AttemptFailure("network"),
    new AttemptFailure("timeout"),
  ])("tries again after an answer or a failed connection: %o", async (outcome) => {
    expect(await tried([outcome, answer(200)])).toMatchObject({ value: { status: 200 }, sent: 2 });
  });

  it.each([200, 302, 400, 401, 403, 404, 409, 410, 423, 501, 509])("leaves %i as it is", async (status) => {
    expect(await tried([answer(status)])).toMatchObject({ value: { status }, sent: 1 });
  });

  it.each([
    [answer(429), 2],
    [answer(503), 2],
    [new AttemptFailure("network", "ECONNRESET"), 2],
    [new AttemptFailure("timeout"), 1],
    [answer(504), 1],
  ])("leaves a request that took long to its fallback: %o", async (outcome, tries) => {
    expect((await tried([outcome, answer(200)], { hasFallback: true })).sent).toBe(tries);
  });

  it.each([
    [answer(429), 2],
    [answer(503), 2],
    [new AttemptFailure("network", "ECONNREFUSED"), 2],
    [new AttemptFailure("network", "ECONNRESET", { isBrokenOff: true }), 1],
    [answer(500), 1],
    [answer(502), 1],
    [answer(504), 1],
  ])("tries a download again only where it had not begun: %o", async (outcome, tries) => {
    expect((await tried([outcome, answer(200)], { isDownload: true })).sent).toBe(tries);
  });

  it("asks for a download that is still being made until it is there, once a second at most", async () => {
    const soon = answer(202, { "retry-after": "0" });
    const outcomes = [answer(202), soon, answer(202, { "retry-after": "3" }), soon, soon, answer(200)];
    const tookMs = 2_000 + 1_000 + 3_000 + 1_000 + 1_000;
    expect(await tried(outcomes, { isDownload: true }, 0)).toMatchObject({ value: { status: 200 }, tookMs, sent: 6 });
  });

  it("gives up a download that is still being made when the time is up, and asks for nothing else so", async () => {
    const request = { isDownload: true, deadlineMs: Date.now() + 9_000 };
    const given = await tried([answer(202)], request);
    expect(given).toMatchObject({ value: { status: 202 }, tookMs: 8_000, sent: 5 });
    expect((await tried([answer(202)])).sent).toBe(1);
  });

  it("tries a conversion that is refused at once a second time, and one that took long not", async () => {
    const quick = await tried([answer(406), answer(406), answer(200)], { isDownload: true });
    expect(quick).toMatchObject({ value: { status: 406 }, sent: 2 });
    const slow = scripted(answer(406), answer(200));
    const slowly: typeof slow.send = async (request) => {
      await delay(4_000);
      return await slow.send(request);
    };
    expect((await timed(layer()(slowly)(requestOf({ isDownload: true })))).value.status).toBe(406);
    expect(slow.sent()).toBe(1);
    expect((await tried([answer(406), answer(200)])).sent).toBe(1);
  });

  it("repeats a POST too, since it only reads", async () => {
    expect((await tried([answer(503), answer(200)], { method: "POST", body: "{}" })).sent).toBe(2);
  });

  it.each([answer(503), new AttemptFailure("network", "ECONNRESET")])(
    "gives the last answer or failure back after two more tries: %o",
    async (outcome) => {
      const { value, sent } = await tried([outcome]);
      expect(value).toBe(outcome);
      expect(sent).toBe(3);
    },
  );

  it("waits as long as Retry-After says and not less", async () => {
    expect((await tried([answer(429, { "retry-after": "4.5" }), answer(200)], {}, 0)).tookMs).toBe(4_500);
  });

  it("waits a random part of 0.5 s, then of 1 s, without Retry-After", async () => {
    expect((await tried([answer(500), answer(500), answer(200)])).tookMs).toBe(250 + 500);
  });

  it("gives a pause that does not fit back at once", async () => {
    const given = await tried([answer(429, { "retry-after": "25" })], { deadlineMs: Date.now() + 25_000 });
    expect(given).toMatchObject({ value: { status: 429 }, tookMs: 0, sent: 1 });
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
    const open = new ToolError("unavailable", "open");
    expect(await tried([open])).toEqual({ value: open, tookMs: 0, sent: 1 });
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
    await tried([answer(503), answer(200)], { workload: "teams" });
    expect(await read("m365_graph_retries_total", { workload: "teams" })).toBe(before + 1);
  });
});
