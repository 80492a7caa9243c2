import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import type { Gate, RateLimit } from "#workers/resilience/gate.ts";
import type { GraphHttpRequest } from "#workers/resilience/graph-layer.ts";
import { createLocalGate } from "#workers/resilience/local-gate.ts";
import { graphLimits } from "#workers/resilience/request-limits.ts";
import { createThrottleLayer, paceOf } from "#workers/resilience/throttle-layer.ts";
import { slotOf } from "#workers/slots/run-slot.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";
import { toolErrorOf } from "../../../support/tool-error-of.ts";
import { answer, countedMetrics, delay, requestOf, scripted } from "./layer-fixture.ts";

const { metrics, read } = countedMetrics();
const layer = (changes: Partial<Parameters<typeof createThrottleLayer>[0]> = {}) =>
  createThrottleLayer({ gate: createLocalGate(), metrics, now: Date.now, delay, random: () => 0, ...changes });
const throttled = (seconds: string, headers = {}) => answer(429, { "retry-after": seconds, ...headers });
const ofTenant = { "x-ms-throttle-scope": "Tenant_Application/ReadWrite/x" };
/** The layer before a Graph that answers so, one after the other, the last for ever; and how many requests it got. */
function graphThat(...outcomes: Parameters<typeof scripted>) {
  const { send, sent } = scripted(...outcomes);
  return { cooled: layer()(send), sent };
}
/** What Graph says of a limit of 1,200 in its headers. */
const near = (remaining: string, reset: string) => ({
  "ratelimit-limit": "1200",
  "ratelimit-remaining": remaining,
  "ratelimit-reset": reset,
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a pause that Graph asked for", () => {
  it.each([429, 500, 502, 503, 504, 509])("holds the same user's other requests back after %i", async (status) => {
    const { cooled, sent } = graphThat(answer(status, { "retry-after": "3" }), answer(200));
    await cooled(requestOf());
    const next = Promise.all([cooled(requestOf()), cooled(requestOf())]);
    await vi.advanceTimersByTimeAsync(2_999);
    expect(sent()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    await next;
    expect(sent()).toBe(3);
  });

  it("is waited for once by all, not once each, and its end is not met by all in one moment", async () => {
    const { send, sent } = scripted(throttled("3"), answer(200));
    const cooled = layer({ random: () => Date.now() % 2 })(send);
    await cooled(requestOf());
    const waiting = Promise.all(Array.from({ length: 20 }, () => cooled(requestOf())));
    await vi.advanceTimersByTimeAsync(3_250);
    await waiting;
    expect(sent()).toBe(21);
  });

  it("of a mailbox that is another's holds back whoever reads that mailbox, and nobody's own", async () => {
    const { cooled, sent } = graphThat(throttled("30"), answer(200));
    const shared = { path: "/v1.0/users/Sales%40contoso.example/messages" };
    await cooled(requestOf(shared));
    await cooled(requestOf());
    await cooled(requestOf({ userId: "other" }));
    const soon = { deadlineMs: Date.now() + 5_000 };
    const later = { ...soon, userId: "other", path: "/v1.0/users('sales%40contoso.example')/messages?$skip=1" };
    expect((await toolErrorOf(cooled(requestOf(later)))).code).toBe("rate_limited");
    expect(sent()).toBe(3);
  });

  it("leaves other users, tenants and workloads alone", async () => {
    const { cooled, sent } = graphThat(throttled("30"), answer(200));
    await cooled(requestOf());
    await cooled(requestOf({ userId: "other" }));
    await cooled(requestOf({ tenantId: "other" }));
    await cooled(requestOf({ workload: "files" }));
    expect(sent()).toBe(4);
  });

  it("holds the whole tenant back only where Graph says so", async () => {
    const { cooled } = graphThat(throttled("30", ofTenant), answer(200));
    await cooled(requestOf());
    const error = await toolErrorOf(cooled(requestOf({ userId: "other", deadlineMs: Date.now() + 5_000 })));
    expect(error.code).toBe("rate_limited");
    await cooled(requestOf({ tenantId: "other" }));
  });

  it("is an error with seconds at once when Graph would have less than a second for its answer after it", async () => {
    const { cooled, sent } = graphThat(throttled("4"), answer(200));
    await cooled(requestOf());
    const error = await toolErrorOf(cooled(requestOf({ deadlineMs: Date.now() + 4_900 })));
    expect(error).toMatchObject({ code: "rate_limited", details: { retryAfterSeconds: 4 } });
    expect(sent()).toBe(1);
  });

  it("is no longer when the machine's clock is set back meanwhile", async () => {
    const { cooled, sent } = graphThat(throttled("3"), answer(200));
    await cooled(requestOf());
    vi.setSystemTime(Date.now() - 300_000);
    const next = cooled(requestOf());
    await vi.advanceTimersByTimeAsync(3_000);
    await next;
    expect(sent()).toBe(2);
  });

  it.each([
    ["a limit without Retry-After", answer(429)],
    ["a server error whose Retry-After makes no sense", answer(502, { "retry-after": "soon" })],
    ["another answer with Retry-After", answer(404, { "retry-after": "30" })],
  ])("is not begun by %s", async (_title, first) => {
    const { cooled, sent } = graphThat(first, answer(200));
    await cooled(requestOf());
    await cooled(requestOf());
    expect(sent()).toBe(2);
  });

  it("is measured", async () => {
    const before = await read("m365_graph_retry_after_seconds", { workload: "search", le: "5" });
    await layer()(scripted(throttled("4")).send)(requestOf({ workload: "search" }));
    expect(await read("m365_graph_retry_after_seconds", { workload: "search", le: "5" })).toBe(before + 1);
  });
});

test("a limit is counted by groups of persons, of which one person is in one, or as the tenant's", async () => {
  const { metrics: counted, registry } = createMetrics(workerMetrics);
  const count = async () => {
    const { values = [] } = (await registry.getSingleMetric("m365_graph_throttled_total")?.get()) ?? {};
    return Object.fromEntries(values.map(({ labels, value }) => [`${labels.workload} ${labels.whose}`, value]));
  };
  const throttledBy = (headers = {}) => layer({ metrics: counted })(scripted(answer(429, headers)).send);
  for (const _ of [1, 2, 3]) await throttledBy()(requestOf({ userId: "one" }));
  const ofOne = await count();
  expect(Object.entries(ofOne)).toEqual([[expect.stringMatching(/^outlook [0-9a-f]$/), 3]]);
  for (let i = 0; i < 50; i += 1) await throttledBy()(requestOf({ userId: `person ${i}` }));
  expect(Object.keys(await count()).length).toBeGreaterThan(8);
  expect(Object.keys(await count()).length).toBeLessThanOrEqual(16);
  await throttledBy(ofTenant)(requestOf());
  expect(await count()).toMatchObject({ "outlook tenant": 1 });
});

describe("a Retry-After of an hour", () => {
  const someone = (userId: string) => requestOf({ userId });
  const settled = (requests: Promise<unknown>) => requests.then(() => true).catch(() => false);

  it("is believed for ten minutes, and is told as that", async () => {
    const { cooled, sent } = graphThat(throttled("3600"), answer(200));
    await cooled(requestOf());
    await vi.advanceTimersByTimeAsync(599_000 - 25_000);
    const error = await toolErrorOf(cooled(requestOf()));
    expect(error).toMatchObject({ code: "rate_limited", details: { retryAfterSeconds: 26 } });
    expect(sent()).toBe(1);
    await vi.advanceTimersByTimeAsync(26_000);
    expect(await cooled(requestOf())).toMatchObject({ status: 200 });
  });

  /** Four persons who ask when the pause of their tenant is over, and what answers them. */
  async function afterThePause(probeEnds: (first: PromiseWithResolvers<ReturnType<typeof answer>>) => void) {
    const limited = Promise.resolve(throttled("3600", ofTenant));
    const pending: PromiseWithResolvers<ReturnType<typeof answer>>[] = [];
    let isPaused = false;
    const cooled = layer()(() => {
      if (!isPaused) return limited;
      const next = Promise.withResolvers<ReturnType<typeof answer>>();
      pending.push(next);
      return next.promise;
    });
    await cooled(someone("first"));
    isPaused = true;
    await vi.advanceTimersByTimeAsync(600_000);
    const asked = ["a", "b", "c", "d"].map((userId) => settled(cooled(someone(userId))));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(pending).toHaveLength(1);
    const [probe] = pending;
    if (probe !== undefined) probeEnds(probe);
    await vi.advanceTimersByTimeAsync(500);
    return { pending, asked };
  }

  it("is followed by one probe, for whose answer all others of the tenant wait, and go on then", async () => {
    const { pending, asked } = await afterThePause((probe) => probe.resolve(answer(200)));
    expect(pending).toHaveLength(4);
    for (const one of pending) one.resolve(answer(200));
    expect(await Promise.all(asked)).toEqual([true, true, true, true]);
  });

  it("is followed by another probe when the first has no answer", async () => {
    const { pending } = await afterThePause((probe) => probe.reject(new Error("the connection broke")));
    expect(pending).toHaveLength(2);
  });

  it("is followed by another pause when the probe is limited too", async () => {
    const { pending, asked } = await afterThePause((probe) => probe.resolve(throttled("3600")));
    expect(pending).toHaveLength(2);
    pending[1]?.resolve(throttled("3600", ofTenant));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(pending).toHaveLength(2);
    expect(await Promise.all(asked)).toEqual([true, true, false, false]);
  });

  it("of nine minutes is followed by everybody at once", async () => {
    const { cooled, sent } = graphThat(throttled("540"), answer(200));
    await cooled(requestOf());
    await vi.advanceTimersByTimeAsync(540_000);
    void Promise.all([cooled(requestOf()), cooled(requestOf())]);
    await vi.advanceTimersByTimeAsync(0);
    expect(sent()).toBe(3);
  });
});

describe("a pause that begins while a request waits for its turn", () => {
  /** Five requests a second apart; the first of them is told to pause. */
  function fiveInTurn(seconds: string) {
    const { cooled, sent } = graphThat(answer(200, near("60", "30")), throttled(seconds, ofTenant), answer(200));
    const file = (id: number) => cooled(requestOf({ workload: "files", userId: `user${id}` }));
    const inTurn = async () => {
      await file(0);
      return Promise.allSettled([1, 2, 3, 4, 5].map(file));
    };
    return { outcomes: inTurn(), sent };
  }

  it("is kept by those whose turn is booked: they go after it", async () => {
    const { outcomes, sent } = fiveInTurn("10");
    await vi.advanceTimersByTimeAsync(9_999);
    expect(sent()).toBe(2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await outcomes).map(({ status }) => status)).not.toContain("rejected");
    expect(sent()).toBe(6);
  });

  it("is an error with seconds where it is too long for them", async () => {
    const { outcomes, sent } = fiveInTurn("60");
    await vi.advanceTimersByTimeAsync(5_000);
    const rejected = { status: "rejected", reason: { code: "rate_limited" } };
    expect((await outcomes).slice(1)).toMatchObject([rejected, rejected, rejected, rejected]);
    expect(sent()).toBe(2);
  });
});

describe("a limit that is near", () => {
  it("slows a tenant's requests to that service before Graph refuses any, until the window ends", async () => {
    const { cooled, sent } = graphThat(answer(200, near("120", "30")));
    await cooled(requestOf({ workload: "files" }));
    const others = [1, 2, 3, 4, 5].map((id) => cooled(requestOf({ workload: "files", userId: `user${id}` })));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent()).toBe(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent()).toBe(4);
    await vi.advanceTimersByTimeAsync(1_000);
    await Promise.all(others);
    expect(sent()).toBe(6);
    await cooled(requestOf({ workload: "files", tenantId: "other" }));
    await cooled(requestOf({ workload: "outlook" }));
    expect(sent()).toBe(8);
  });

  it("is an error with seconds at once where a request's turn would come too late", async () => {
    const { cooled, sent } = graphThat(answer(200, near("0", "60")));
    const call = () => requestOf({ workload: "files", deadlineMs: Date.now() + 25_000 });
    await cooled(call());
    await cooled(call());
    const error = await toolErrorOf(cooled(call()));
    expect(error.code).toBe("rate_limited");
    expect(error.details.retryAfterSeconds).toBe(60);
    expect(sent()).toBe(2);
  });

  it.each([
    [near("600", "30"), undefined],
    [{ "ratelimit-limit": "0", "ratelimit-remaining": "0", "ratelimit-reset": "30" }, undefined],
    [{ "ratelimit-limit": "x", "ratelimit-remaining": "1", "ratelimit-reset": "1" }, undefined],
    [{ "ratelimit-remaining": "1", "ratelimit-reset": "1" }, undefined],
    [near("240", "12"), { intervalMs: 100, forMs: 12_000 }],
    [
      { "ratelimit-limit": "9", "ratelimit-remaining": "0", "ratelimit-reset": "999999999" },
      { intervalMs: 600_000, forMs: 600_000 },
    ],
    [{ "x-ms-throttle-limit-percentage": "0.7" }, undefined],
    [{ "x-ms-throttle-limit-percentage": "0.8" }, { intervalMs: 100, forMs: 10_000 }],
    [{ "x-ms-throttle-limit-percentage": "1.8" }, { intervalMs: 500, forMs: 10_000 }],
  ])("is read out of %j", (headers, pace) => {
    expect(paceOf(headers)).toEqual(pace);
  });
});

describe("a place that others hold", () => {
  const full = { state: "full", place: "mine", leave: vi.fn<() => void>() } as const;
  const local = createLocalGate();
  /** A gate that is full until it is told otherwise, and the names by which it was asked. */
  function fullGate() {
    const askedBy: (string | undefined)[] = [];
    const state = { isFull: true };
    const gate: Gate = {
      ...local,
      ask(limits, maxWaitMs, place) {
        askedBy.push(place);
        return state.isFull ? full : local.ask(limits, maxWaitMs);
      },
    };
    full.leave.mockClear();
    const { send } = scripted(answer(200));
    return { askedBy, state, cooled: layer({ gate, random: () => 0.5 })(send) };
  }

  it("is asked for again and again by the same name, which keeps the request's place in line", async () => {
    const { cooled, askedBy, state } = fullGate();
    const waiting = cooled(requestOf());
    await vi.advanceTimersByTimeAsync(100);
    state.isFull = false;
    await vi.advanceTimersByTimeAsync(50);
    await waiting;
    expect(askedBy).toEqual([undefined, "mine", "mine", "mine"]);
  });

  it("is waited for until Graph would have less than a second to answer, then refused with seconds", async () => {
    const { cooled, askedBy } = fullGate();
    const refused = toolErrorOf(cooled(requestOf({ deadlineMs: Date.now() + 5_000 })));
    await vi.advanceTimersByTimeAsync(3_900);
    expect(askedBy.length).toBeGreaterThan(50);
    expect(full.leave).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    expect(await refused).toMatchObject({ code: "rate_limited", details: { retryAfterSeconds: 5 } });
    expect(full.leave).toHaveBeenCalledOnce();
  });

  it("is not waited for by a request for which nobody waits: it leaves the line", async () => {
    const { cooled } = fullGate();
    const nobody = new AbortController();
    const left = toolErrorOf(cooled(requestOf({ signal: nobody.signal })));
    await vi.advanceTimersByTimeAsync(1_000);
    nobody.abort();
    expect((await left).code).toBe("deadline_exceeded");
    expect(full.leave).toHaveBeenCalledOnce();
  });
});

describe("documented rates", () => {
  it("let at most 20 messages of chats a second be read for a tenant, and 10 in the long run", async () => {
    const { cooled, sent } = graphThat(answer(200));
    const reads = Array.from({ length: 50 }, (_, id) =>
      cooled(requestOf({ workload: "teams", userId: `user${id}`, path: `/v1.0/chats/19:${id}/messages` })),
    );
    await vi.advanceTimersByTimeAsync(0);
    expect(sent()).toBe(10);
    await vi.advanceTimersByTimeAsync(999);
    expect(sent()).toBeLessThanOrEqual(20);
    await vi.advanceTimersByTimeAsync(3_001);
    await Promise.all(reads);
  });

  it("let somebody ask OneNote a hundred times and then five times a minute, and hold nobody else back", async () => {
    const { cooled, sent } = graphThat(answer(200));
    const ask = (userId: string) =>
      cooled(requestOf({ workload: "onenote", userId, path: "/v1.0/me/onenote/pages" })).catch((error) => error);
    const all = Array.from({ length: 110 }, () => ask("somebody"));
    await vi.advanceTimersByTimeAsync(999);
    expect(sent()).toBe(100);
    await ask("somebody else");
    expect(sent()).toBe(101);
    await vi.advanceTimersByTimeAsync(24_001);
    expect(sent()).toBeLessThanOrEqual(103);
    const outcomes = await Promise.all(all);
    const refused = outcomes.filter(({ code }) => code === "rate_limited");
    expect(refused).toHaveLength(110 - (sent() - 1));
    for (const { details } of refused) expect(details.retryAfterSeconds).toBeGreaterThan(0);
  });

  const rate = (key: string, perSecond: number, burst: number) => ({ key: `tenant|${key}`, perSecond, burst });

  it.each<[string, GraphHttpRequest["workload"], string, RateLimit[]]>([
    [
      "4 of a team's messages",
      "teams",
      "teams/oNe/channels/c/messages",
      [rate("channels", 12, 8), rate("team|one", 2, 2)],
    ],
    ["30 other things of Teams", "teams", "chats/19:1/members", [rate("other-teams", 15, 15)]],
    [
      "a person's 200 searches by meaning in an hour",
      "retrieval",
      "copilot/retrieval",
      [rate("user|retrieval", 1 / 36, 100)],
    ],
    ["all that other services take", "outlook", "me/messages", []],
  ])(
    "let %s be read a second and tenant, alone or in a batch, however an id is written",
    (_what, workload, path, rates) => {
      for (const isBatched of [false, true])
        expect(graphLimits(requestOf({ workload, path: `/v1.0/${path}`, isBatched })).rates).toEqual(rates);
    },
  );
});

it("keeps the place of a download as long as it may last, and counts none of its bytes for the call", async () => {
  const gate = createLocalGate();
  const [ask, holds] = [vi.spyOn(gate, "ask"), vi.fn()];
  const { send } = scripted({ ...answer(200), body: Buffer.from("bytes") });
  const limited = layer({ gate })(send);
  const deadlineMs = Date.now() + 20_000;
  for (const isDownload of [false, true]) {
    const { call, ...request } = requestOf({ deadlineMs, isDownload });
    await limited({ ...request, call: { ...call, slot: { ...slotOf(call), holds } } });
  }
  expect(holds.mock.calls).toEqual([["bytes".length]]);
  expect(ask.mock.calls.map(([{ mayLastMs }]) => mayLastMs)).toEqual([undefined, 20_000]);
});
