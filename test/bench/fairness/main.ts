import { parseArgs } from "node:util";
import { startBenchStack } from "../bench-stack.ts";
import { failedClaim } from "../failed-calls.ts";
import { closedLoop } from "../load.ts";
import { lagClaim, readLoopLag } from "../loop-lag.ts";
import { describeMachine } from "../machine.ts";
import { productCall } from "../mail-search.ts";
import { reportResult } from "../result-file.ts";
import { measureBeside, medianRatio, type Round, tell } from "./beside.ts";
import { measureQueueOrder } from "./queue-order.ts";
import { measureThrottled, throttled } from "./throttled-tenant.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "7" }, "seconds-each": { type: "string", default: "6" } },
});
const rounds = Number(values.rounds);
const forMs = Number(values["seconds-each"]) * 1_000;
const slots = 16;
const graphMs = 200;

const bound = 1.5;
const queueAloneMs = 15_000;
/** Callers of the noisy tenant, and as how many people they come. */
const noises = [
  { name: "32 people, 96 calls at once", people: 32, callers: 96 },
  { name: "one person, 32 calls at once", people: 1, callers: 32 },
];

const machine = describeMachine();
console.log(`A quiet tenant beside a noisy one; 1 gateway, 1 worker with ${slots} slots, Graph ${graphMs} ms`);
const orders = [];
for (const order of ["fair", "first come first served"] as const) {
  const measured = await measureQueueOrder(order, queueAloneMs);
  orders.push(measured);
  console.log(`The queue alone, ${order}: quiet p95 × ${measured.quietP95Ratio} of ${measured.quietCalls} calls`);
}
const results = noises.map((noise) => ({ noise: noise.name, rounds: [] as Round[] }));

/** Plays each noise beside a quiet tenant, over and over. Resolves to the event-loop lag meanwhile. */
async function playNoises(): Promise<number> {
  await using stack = await startBenchStack({
    tenants: 2,
    workerEnvironment: { WORKER_CONCURRENCY: String(slots) },
  });
  const [quiet = [], noisy = []] = stack.tenants;
  await stack.setGraphDelay(graphMs);
  await stack.varyGraphDelay([70, 130, 190, 250]);
  // Everybody's tokens are exchanged before anything is measured.
  await closedLoop({ concurrency: 8, forMs: 4_000, call: productCall(stack) });
  await readLoopLag(stack.stack);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, noise] of noises.entries()) {
      const { name, people, callers } = noise;
      const one = await measureBeside(stack, quiet, { noise: { users: noisy.slice(0, people), callers }, forMs });
      results[at]?.rounds.push(one);
      tell(name, one);
    }
  }
  return await readLoopLag(stack.stack);
}
const lagMs = await playNoises();
const besideThrottled = await measureThrottled({ rounds, forMs });
reportResult("fairness", {
  command: "npm run bench:fairness",
  machine,
  claims: [
    ...results.map(({ noise, rounds: all }) => ({
      says:
        `a quiet tenant's p95 beside a noisy one (${noise}), against its p95 alone just before and after; median of ` +
        `${rounds} rounds`,
      measured: medianRatio(all),
      unit: "×",
      most: bound,
    })),
    {
      says:
        `the same beside a tenant that Microsoft throttles (Retry-After ${throttled.retryAfterSeconds} s, answers of ` +
        `${throttled.answerMs / 1_000} s, ${throttled.callers} calls open, ${throttled.slots} slots)`,
      measured: medianRatio(besideThrottled),
      unit: "×",
      most: bound,
    },
    failedClaim(
      [...results.flatMap(({ rounds: all }) => all), ...besideThrottled].map(({ beside }) => beside),
      "the quiet tenant's failed calls beside a noisy one",
    ),
    ...orders.map(({ order, quietP95Ratio }) => ({
      says:
        `the queue alone, ${order === "fair" ? "in fair order" : "first come first served, for comparison"}: the ` +
        "quiet tenant's p95 against its p95 alone",
      measured: quietP95Ratio,
      unit: "×",
      ...(order === "fair" && { most: bound }),
    })),
    lagClaim(lagMs),
  ],
  slots,
  graphMs,
  queueAlone: orders,
  results,
  besideThrottled,
});
// The same load must be unfair without our order, or the measurement has no teeth.
if (!orders.every(({ order, quietP95Ratio }) => order === "fair" || quietP95Ratio > bound)) process.exitCode = 1;
