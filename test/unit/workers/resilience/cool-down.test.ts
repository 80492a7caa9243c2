import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { coolDown } from "#workers/resilience/cool-down.ts";
import { createLocalCoolDowns } from "#workers/resilience/cool-downs.ts";
import { answer, callOf, countedMetrics, scripted, toolErrorOf } from "./layer-fixture.ts";

const { metrics, read } = countedMetrics();
const layer = () => coolDown({ coolDowns: createLocalCoolDowns(Date.now), metrics, now: Date.now });
const throttled = (seconds: string, headers = {}) => answer(429, { "retry-after": seconds, ...headers });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a pause that Graph asked for", () => {
  it.each([429, 503])("holds the same user's other requests back after %i", async (status) => {
    const { send, sent } = scripted(answer(status, { "retry-after": "3" }), answer(200));
    const cooled = layer()(send);
    await cooled(callOf());
    const next = Promise.all([cooled(callOf()), cooled(callOf())]);
    await vi.advanceTimersByTimeAsync(2_999);
    expect(sent()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    await next;
    expect(sent()).toBe(3);
  });

  it("leaves other users, tenants and workloads alone", async () => {
    const { send, sent } = scripted(throttled("30"), answer(200));
    const cooled = layer()(send);
    await cooled(callOf());
    await cooled(callOf({ userId: "other" }));
    await cooled(callOf({ tenantId: "other" }));
    await cooled(callOf({ workload: "files" }));
    expect(sent()).toBe(4);
  });

  it("holds the whole tenant back only where Graph says so", async () => {
    const { send } = scripted(
      throttled("30", { "x-ms-throttle-scope": "Tenant_Application/ReadWrite/x" }),
      answer(200),
    );
    const cooled = layer()(send);
    await cooled(callOf());
    const error = await toolErrorOf(cooled(callOf({ userId: "other", deadlineMs: Date.now() + 5_000 })));
    expect(error.code).toBe("rate_limited");
    await cooled(callOf({ tenantId: "other" }));
  });

  it("is an error with seconds at once when it outlasts the deadline", async () => {
    const { send, sent } = scripted(throttled("60"));
    const cooled = layer()(send);
    await cooled(callOf());
    await vi.advanceTimersByTimeAsync(500);
    const error = await toolErrorOf(cooled(callOf()));
    expect(error.code).toBe("rate_limited");
    expect(error.details.retryAfterSeconds).toBe(60);
    expect(sent()).toBe(1);
  });

  it("ends by itself", async () => {
    const { send, sent } = scripted(throttled("3"), answer(200));
    const cooled = layer()(send);
    await cooled(callOf());
    await vi.advanceTimersByTimeAsync(3_000);
    await cooled(callOf());
    expect(sent()).toBe(2);
  });

  it("is not begun by an answer without Retry-After", async () => {
    const { send, sent } = scripted(answer(429), answer(200));
    const cooled = layer()(send);
    await cooled(callOf());
    await cooled(callOf());
    expect(sent()).toBe(2);
  });

  it("is measured", async () => {
    const before = await read("m365_graph_retry_after_seconds", { workload: "search", le: "5" });
    await layer()(scripted(throttled("4")).send)(callOf({ workload: "search" }));
    expect(await read("m365_graph_retry_after_seconds", { workload: "search", le: "5" })).toBe(before + 1);
  });
});
