import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Pool } from "undici";
import { type BenchStack, startBenchStack } from "../bench-stack.ts";
import { failedClaim } from "../failed-calls.ts";
import { closedLoop, type LoadResult, medianOf } from "../load.ts";
import { lagClaim, readLoopLag } from "../loop-lag.ts";
import { describeMachine } from "../machine.ts";
import { productCall } from "../mail-search.ts";
import { reportResult, rounded } from "../result-file.ts";
import { measureQueueOrder } from "./queue-order.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    "seconds-each": { type: "string", default: "6" },
    slots: { type: "string", default: "16" },
    "graph-ms": { type: "string", default: "200" },
  },
});
const rounds = Number(values.rounds);
const forMs = Number(values["seconds-each"]) * 1_000;
const slots = Number(values.slots);
const graphMs = Number(values["graph-ms"]);

/** A noisy client that is refused retries after the shortest pause that it can be asked for, never later. */
const afterRefusalMs = 1_000;
const quietCallers = 4;
const bound = 1.5;
const queueAloneMs = 15_000;
/** Until the noisy tenant's backlog is there. */
const backlogMs = 1_000;

/** Callers of the noisy tenant, and as how many people they come. */
const noises = [
  { name: "32 people, 96 calls at once", people: 32, callers: 96 },
  { name: "one person, 32 calls at once", people: 1, callers: 32 },
];

interface Round {
  alone: LoadResult;
  beside: LoadResult;
  aloneAgain: LoadResult;
  noisy: LoadResult;
}

/** The quiet tenant beside the noisy one, on connections of its own, and alone just before and just after. */
async function measure(stack: BenchStack, noise: (typeof noises)[number]): Promise<Round> {
  const [quiet = [], noisy = []] = stack.tenants;
  const pools = [
    new Pool(stack.gatewayUrl, { connections: 8 }),
    new Pool(stack.gatewayUrl, { connections: 128 }),
  ] as const;
  const quietCall = productCall({ users: quiet, gatewayPool: pools[0] });
  const noisyCall = productCall({ users: noisy.slice(0, noise.people), gatewayPool: pools[1] });
  const quietLoop = () => closedLoop({ concurrency: quietCallers, forMs, call: quietCall });
  const alone = await quietLoop();
  const noisyLoop = closedLoop({
    concurrency: noise.callers,
    forMs: forMs + backlogMs,
    async call(index) {
      const verdict = await noisyCall(index);
      if (verdict !== "ok") await delay(afterRefusalMs);
      return verdict;
    },
  });
  await delay(backlogMs);
  const beside = await quietLoop();
  const noisyResult = await noisyLoop;
  const aloneAgain = await quietLoop();
  await Promise.all(pools.map((pool) => pool.destroy()));
  return { alone, beside, aloneAgain, noisy: noisyResult };
}

/** Against the mean of before and after: what else the machine does changes from minute to minute. */
const ratioOf = ({ alone, beside, aloneAgain }: Round) =>
  rounded((2 * beside.p95Ms) / (alone.p95Ms + aloneAgain.p95Ms));

const machine = describeMachine();
console.log(`A quiet tenant beside a noisy one; 1 gateway, 1 worker with ${slots} slots, Graph ${graphMs} ms`);
const orders = [];
for (const order of ["fair", "first come first served"] as const) {
  const measured = await measureQueueOrder(order, queueAloneMs);
  orders.push(measured);
  console.log(`The queue alone, ${order}: quiet p95 × ${measured.quietP95Ratio} of ${measured.quietCalls} calls`);
}
const stack = await startBenchStack({ tenants: 2, workerEnvironment: { WORKER_CONCURRENCY: String(slots) } });
const results = noises.map((noise) => ({ noise: noise.name, rounds: [] as Round[] }));
let lagMs = Number.NaN;
try {
  await stack.setGraphDelay(graphMs);
  await stack.varyGraphDelay([70, 130, 190, 250].map((more) => (more * graphMs) / 200));
  // Everybody's tokens are exchanged before anything is measured.
  await closedLoop({ concurrency: 8, forMs: 4_000, call: productCall(stack) });
  await readLoopLag(stack.stack);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, noise] of noises.entries()) {
      const one = await measure(stack, noise);
      results[at]?.rounds.push(one);
      console.log(
        `${noise.name}: quiet p95 ${one.alone.p95Ms} and ${one.aloneAgain.p95Ms} ms alone, ${one.beside.p95Ms} ms ` +
          `beside it: × ${ratioOf(one)};`,
        `noisy: ${one.noisy.failures} of ${one.noisy.calls} refused`,
      );
    }
  }
  lagMs = await readLoopLag(stack.stack);
} finally {
  await stack.stop();
}
reportResult("fairness", {
  command: "npm run bench:fairness",
  machine,
  claims: [
    ...results.map(({ noise, rounds: all }) => ({
      says:
        `a quiet tenant's p95 beside a noisy one (${noise}), against its p95 alone just before and after; median of ` +
        `${rounds} rounds`,
      measured: medianOf(all.map(ratioOf)),
      unit: "×",
      most: bound,
    })),
    failedClaim(
      results.flatMap(({ rounds: all }) => all.map(({ beside }) => beside)),
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
});
// The same load must be unfair without our order, or the measurement has no teeth.
if (!orders.every(({ order, quietP95Ratio }) => order === "fair" || quietP95Ratio > bound)) process.exitCode = 1;
