import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { countedMetrics } from "../resilience/layer-fixture.ts";
import { lasting, slotsOfOutlook, startCall } from "./slot-fixture.ts";

describe("a call that only waits", () => {
  it("gives its slot up, and takes one again before its next request", async () => {
    const slots = slotsOfOutlook(1);
    const one = await startCall(slots);
    const other = await startCall(slots, { userId: "other" });
    const [pause, sent] = [lasting(), lasting()];
    const order: string[] = [];
    const waits = one.whileWaiting(pause.work).then(() => one.whileBusy(async () => void order.push("one again")));
    const runs = other.whileBusy(() => {
      order.push("other");
      return sent.work();
    });
    await setImmediate();
    pause.end();
    await setImmediate();
    expect(order).toEqual(["other"]);
    sent.end();
    await runs;
    other.end();
    await waits;
    expect(order).toEqual(["other", "one again"]);
  });

  it.each(["waits", "is under way"])(
    "keeps its slot while another of its requests is under way, until that ends, where the first %s",
    async (first) => {
      const slots = slotsOfOutlook(1);
      const call = await startCall(slots);
      const [pause, sent] = [lasting(), lasting()];
      const waitsFirst = first === "waits" ? call.whileWaiting(pause.work) : undefined;
      const runs = call.whileBusy(sent.work);
      const waits = waitsFirst ?? call.whileWaiting(pause.work);
      await setImmediate();
      expect(slots.pool.running()).toBe(1);
      sent.end();
      await runs;
      expect(slots.pool.running()).toBe(0);
      pause.end();
      await waits;
    },
  );

  it("takes one slot for all its requests", async () => {
    const slots = slotsOfOutlook(2);
    const call = await startCall(slots);
    await call.whileWaiting(async () => undefined);
    const sent = lasting();
    const all = [1, 2, 3].map(() => call.whileBusy(sent.work));
    await setImmediate();
    expect(slots.pool.running()).toBe(1);
    sent.end();
    await Promise.all(all);
  });

  it("has no slot and takes none when it ends, though a request of it goes on", async () => {
    const slots = slotsOfOutlook(1);
    const one = await startCall(slots);
    const other = await startCall(slots, { userId: "other" });
    await one.whileWaiting(async () => undefined);
    const sent: string[] = [];
    const late = one.whileBusy(async () => void sent.push("late"));
    one.end();
    await late;
    await one.whileBusy(async () => void sent.push("later"));
    expect(sent).toEqual(["late", "later"]);
    expect(slots.pool.running()).toBe(1);
    other.end();
    expect(slots.pool.running()).toBe(0);
  });

  it("is over when its time is up while it waits for a slot, which the next one gets", async () => {
    const slots = slotsOfOutlook(1);
    const deadline = new AbortController();
    const one = await startCall(slots, { signal: deadline.signal });
    await one.whileWaiting(async () => undefined);
    const holder = await startCall(slots, { userId: "holder" });
    const next = await startCall(slots, { userId: "next" });
    const again = toolErrorOf(one.whileBusy(async () => undefined));
    deadline.abort();
    expect((await again).code).toBe("deadline_exceeded");
    one.end();
    holder.end();
    expect(slots.pool.running()).toBe(1);
    next.end();
    await setImmediate();
    expect(slots.pool.running()).toBe(0);
  });
});

it("a call tells for how long it had a slot, without the time in which it only waited", async () => {
  const clock = { nowMs: 0 };
  const slots = slotsOfOutlook(1, countedMetrics(), () => clock.nowMs);
  const call = await startCall(slots);
  clock.nowMs = 200;
  await call.whileWaiting(async () => {
    clock.nowMs += 9_000;
  });
  expect(call.heldMs()).toBe(200);
  await call.whileBusy(async () => {
    clock.nowMs += 50;
    expect(call.heldMs()).toBe(250);
  });
  clock.nowMs += 1_000;
  call.end();
  clock.nowMs += 1_000;
  expect(call.heldMs()).toBe(1_250);
});

describe("calls that wait", () => {
  it("of two tenants that have all they can get keep no job of others from being fetched", async () => {
    const slots = slotsOfOutlook(4);
    // As `admission-limits.ts` lets them in: a half of five places for each slot, and a half of the rest.
    for (const [tenantId, calls] of Object.entries({ first: 10, second: 5 })) {
      for (let count = 0; count < calls; count += 1) await waitAt(slots, { tenantId, userId: `user ${count}` });
    }
    expect(slots.pool.tryClaim()).toBeDefined();
  });

  const waitAt = async (slots: ReturnType<typeof slotsOfOutlook>, owner: Parameters<typeof startCall>[1]) => {
    const call = await startCall(slots, owner);
    const pause = lasting();
    const waits = call.whileWaiting(pause.work);
    waits.catch(() => undefined);
    await setImmediate();
    return { call, pause, waits };
  };

  it.each([
    { scope: "person", slotCount: 8, most: 16, isOneUser: true, whose: "your calls", other: { userId: "other" } },
    { scope: "tenant", slotCount: 4, most: 21, whose: "your organisation", other: { tenantId: "other" } },
  ])("are at most so many of a $scope, then the next is refused with seconds, and others are not", async (limit) => {
    const counted = countedMetrics();
    const slots = slotsOfOutlook(limit.slotCount, counted);
    const wait = async (count: number) => await waitAt(slots, { userId: limit.isOneUser ? "busy" : `user ${count}` });
    for (let count = 0; count < limit.most; count += 1) await wait(count);
    const error = await toolErrorOf((await wait(limit.most)).waits);
    expect(error).toMatchObject({ code: "rate_limited", details: { retryAfterSeconds: 5 } });
    expect(error.message).toContain(limit.whose);
    expect(await counted.read("m365_worker_waiting_refused_total", { scope: limit.scope })).toBe(1);
    await waitAt(slots, limit.other);
    expect(await counted.read("m365_worker_jobs_waiting")).toBe(limit.most + 1);
  });

  it("keep other jobs where other workers find them, but not those of tenants with few calls", async () => {
    const slots = slotsOfOutlook(4);
    const calls = [];
    for (let count = 0; count < 16; count += 1) calls.push((await waitAt(slots, { userId: `user ${count}` })).call);
    expect(slots.pool.tryClaim()).toBeUndefined();
    const claim = slots.pool.tryClaimForQuietTenant();
    expect(claim).toBeDefined();
    claim?.release();
    for (let count = 0; count < 8; count += 1) await waitAt(slots, { tenantId: `${count}` });
    expect(slots.pool.tryClaimForQuietTenant()).toBeUndefined();
    calls[0]?.end();
    expect(slots.pool.tryClaimForQuietTenant()).toBeDefined();
  });

  it("may keep no more bytes together, but one alone as many as it has", async () => {
    const slots = slotsOfOutlook(4);
    const { waits, pause, call } = await waitAt(slots, { bytes: 40_000_000 });
    const error = await toolErrorOf((await waitAt(slots, { bytes: 10 })).waits);
    expect(error).toMatchObject({ code: "rate_limited" });
    pause.end();
    await waits;
    await call.whileBusy(async () => undefined);
    await waitAt(slots, { bytes: 10 });
  });

  it("keep what Graph has answered so far", async () => {
    const slots = slotsOfOutlook(4);
    const collector = await startCall(slots);
    await collector.whileBusy(async () => collector.holds(32_000_000));
    const pause = lasting();
    const waits = collector.whileWaiting(pause.work);
    expect((await toolErrorOf((await waitAt(slots, {})).waits)).code).toBe("rate_limited");
    pause.end();
    await waits;
  });
});
