import { expect, test } from "vitest";
import { root } from "#test/bootstrap/paths.mjs";
import { estimate, estimateLines } from "#test/size/estimate.ts";

const usage = { people: 5_000, callsPerDay: 20, tenants: 1, graphMs: 500 };

test("5,000 people with 20 calls a day make 11 calls a second at the peak, and 108 MB of audit log", () => {
  const found = estimate(root, usage);
  expect(found).toMatchObject({ callsPerDay: 100_000, auditMbPerDay: 108, gateways: 2, workers: 2 });
  expect(found.peakPerSecond).toBeCloseTo(11.1, 1);
  expect(found.callsInFlight).toBeCloseTo(12.2, 1);
});

test("a slow Graph needs more workers, by their slots", () => {
  const crowd = { ...usage, people: 50_000 };
  expect(estimate(root, { ...crowd, graphMs: 5_000 }).workers).toBeGreaterThan(estimate(root, crowd).workers);
});

test("the limit of Graph's that is full first is named, and tenants have limits of their own", () => {
  const crowd = { ...usage, people: 50_000 };
  const [first] = estimate(root, crowd).limits;
  expect(first?.name).toContain("Teams");
  expect(first?.used).toBeCloseTo(5);
  expect(estimateLines(estimate(root, crowd)).at(-1)).toMatch(/^Graph throttles before anything here is full: Teams/);
  const shared = estimate(root, { ...crowd, tenants: 50 });
  expect(shared.limits[0]?.used).toBeLessThan(0.2);
  expect(estimateLines(shared).join()).not.toContain("Graph throttles");
});
