import { describe, expect, test } from "vitest";
import { type FloorRound, floorClaims } from "#test/bench/floor/floor-claims.ts";
import { isMet } from "#test/bench/result-file.ts";

type Cpu = Readonly<Record<string, number>>;
const load = (cpuMsPerCall: Cpu) => ({
  calls: 1_000,
  failures: 0,
  requestsPerSecond: 100,
  p50Ms: 1,
  p95Ms: 1,
  p99Ms: 1,
  cpuMsPerCall,
});

/** @param pace of the machine: everything takes so many times as long */
const round = (pace: number, product: Cpu): FloorRound => ({
  product: load(Object.fromEntries(Object.entries(product).map(([name, ms]) => [name, ms * pace]))),
  bare: load({ gateway: 0.1 * pace }),
  mcpTrivial: load({ gateway: 0.2 * pace }),
  mcpSpliced: load({ gateway: 0.3 * pace }),
  queue: load({ gateway: 0.1 * pace, worker: 0.2 * pace, redis: 0.2 * pace }),
  graph: load({ worker: 0.2 * pace }),
});

const [both, gateway, worker, redis] = floorClaims([
  round(1, { gateway: 0.8, worker: 0.6, redis: 0.4 }),
  round(5, { gateway: 0.4, worker: 0.6, redis: 0.3 }),
  round(2, { gateway: 0.4, worker: 0.8, redis: 0.2 }),
]);

describe("the product against its floor", () => {
  test("is each process against its own parts, in the round in the middle", () => {
    expect([gateway, worker, redis].map((claim) => claim?.measured)).toEqual([1, 1.5, 1.5]);
  });

  test("is gateway and worker together against all of their parts, at whatever pace the machine ran", () => {
    expect(both?.measured).toBe(1.5);
  });

  test("has a bar that a costly product misses", () => {
    const [costly] = floorClaims([round(1, { gateway: 0.8, worker: 0.6, redis: 0.4 })]);
    expect([both, costly].map((claim) => claim !== undefined && isMet(claim))).toEqual([true, false]);
  });
});
