import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import type { GraphHttpRequest, GraphSend } from "#workers/resilience/graph-layer.ts";
import { createLocalGate } from "#workers/resilience/local-gate.ts";
import { createSemaphores } from "#workers/resilience/semaphores.ts";
import { createThrottleLayer } from "#workers/resilience/throttle-layer.ts";
import { answer, countedMetrics, requestOf } from "./layer-fixture.ts";

const { metrics } = countedMetrics();
const layer = () => createThrottleLayer({ gate: createLocalGate(), metrics, now: Date.now, random: Math.random });

/** Requests that stay open until they are let go. */
function heldRequests() {
  const open: (() => void)[] = [];
  const send: GraphSend = () => new Promise((resolve) => open.push(() => resolve(answer(200))));
  return { send, open, letGo: () => open.splice(0).forEach((end) => void end()) };
}

// The keys of an object literal are those of its type.
const entriesOf = (limits: Partial<Record<GraphHttpRequest["workload"], number>>) =>
  Object.entries(limits) as [GraphHttpRequest["workload"], number][];

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("the limit on requests at once", () => {
  const alone = { outlook: 3, files: 4, teams: 2, search: 2, onenote: 4, planner: 2, retrieval: 2 } as const;
  it.each(entriesOf(alone))("lets one user have at most so many open: %s %i", async (workload, limit) => {
    const { send, open, letGo } = heldRequests();
    const limited = layer()(send);
    const all = Array.from({ length: 10 }, () => limited(requestOf({ workload })));
    for (let left = all.length; left > 0; left -= limit) {
      await settle();
      expect(open).toHaveLength(Math.min(limit, left));
      letGo();
    }
    await Promise.all(all);
  });

  it.each(entriesOf({ outlook: 3, files: 4, teams: 20, search: 2, onenote: 4, planner: 20 }))(
    "lets that many go into batches, which cost Teams and Planner nothing: %s %i",
    async (workload, limit) => {
      const { send, open, letGo } = heldRequests();
      const limited = layer()(send);
      const all = Array.from({ length: 25 }, () => limited(requestOf({ workload, path: "/v1.0/x", isBatched: true })));
      await settle();
      expect(open).toHaveLength(limit);
      while (open.length > 0) {
        letGo();
        await settle();
      }
      await Promise.all(all);
    },
  );

  it("counts users, tenants and workloads apart", async () => {
    const { send, open, letGo } = heldRequests();
    const limited = layer()(send);
    const kinds = [{}, { userId: "other" }, { tenantId: "other" }, { workload: "teams" as const }];
    const all = kinds.flatMap((kind) => [1, 2].map(() => limited(requestOf(kind))));
    await settle();
    expect(open).toHaveLength(8);
    letGo();
    await Promise.all(all);
  });

  it("gives the place back when a request fails", async () => {
    const limited = layer()(() => Promise.reject(new Error("broken")));
    for (let tries = 0; tries < 10; tries += 1) await expect(limited(requestOf())).rejects.toThrow("broken");
  });

  it("lets a request leave the line when nobody waits for it, without losing a place", async () => {
    const { send, open, letGo } = heldRequests();
    const limited = layer()(send);
    const nobody = new AbortController();
    const held = [1, 2, 3].map(() => limited(requestOf()));
    const leaver = toolErrorOf(limited(requestOf({ signal: nobody.signal })));
    const stayer = limited(requestOf());
    nobody.abort();
    expect((await leaver).code).toBe("deadline_exceeded");
    letGo();
    await Promise.all(held);
    await settle();
    expect(open).toHaveLength(1);
    letGo();
    await stayer;
  });

  it("refuses a flood instead of queueing it", async () => {
    const { send, letGo } = heldRequests();
    const limited = layer()(send);
    const nobody = new AbortController();
    const flood = Array.from({ length: 300 }, () =>
      limited(requestOf({ signal: nobody.signal })).catch((error) => error),
    );
    const refused = await Promise.race(flood);
    expect(refused).toMatchObject({ code: "rate_limited" });
    nobody.abort();
    letGo();
    await Promise.all(flood);
  });
});

describe("semaphores", () => {
  it("never let too many in, lose no place, and forget keys that nobody uses", async () => {
    const step = fc.record({ key: fc.constantFrom("a", "b"), aborts: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.integer({ min: 1, max: 3 }), async (steps, limit) => {
        const semaphores = createSemaphores({ maxWaiting: 100 });
        const inside = new Map<string, number>();
        let most = 0;
        await Promise.all(
          steps.map(async ({ key, aborts }) => {
            const controller = new AbortController();
            if (aborts) setImmediate(() => controller.abort());
            const leave =
              semaphores.tryEnter(key, limit) ??
              (await semaphores.waitForPlace(key, controller.signal).catch(() => undefined));
            if (leave === undefined) return;
            inside.set(key, (inside.get(key) ?? 0) + 1);
            most = Math.max(most, inside.get(key) ?? 0);
            await settle();
            inside.set(key, (inside.get(key) ?? 0) - 1);
            leave();
            leave();
          }),
        );
        expect(most).toBeLessThanOrEqual(limit);
        expect(semaphores.size()).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});
