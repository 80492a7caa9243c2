import type { ModeOptions } from "../bench-options.ts";
import { startBenchStack } from "../bench-stack.ts";
import { failedClaim } from "../failed-calls.ts";
import { lineChart } from "../line-chart.ts";
import { type Call, closedLoop, type LoadResult, medianOf, openLoop } from "../load.ts";
import { lagClaim, readLoopLag } from "../loop-lag.ts";
import { describeMachine, machineLine } from "../machine.ts";
import { floorCall, productCall, warmUp } from "../mail-search.ts";
import { reportResult, rounded } from "../result-file.ts";

const graphDelayMs = 50;
const ratePerSecond = 100;
/** A p99 needs some hundred calls; one at a time and with Graph's delay that takes longer than usual. */
const longer = 5;
const bars = { p50Ms: 3, p99Ms: 15 };

type Load = (call: Call, forMs: number) => Promise<LoadResult>;

const loads: readonly { name: string; run: Load }[] = [
  { name: "one call at a time", run: (call, forMs) => closedLoop({ concurrency: 1, forMs, call }) },
  {
    name: `${ratePerSecond} calls/s as they come (Poisson)`,
    run: (call, forMs) => openLoop({ ratePerSecond, forMs, call }),
  },
];

/** How much longer an answer takes through the product than straight from Graph, in the same minutes. */
export async function measureAddedLatency({ rounds, forMs, stackOptions }: ModeOptions): Promise<void> {
  const machine = describeMachine();
  const stack = await startBenchStack(stackOptions);
  const results: { load: string; rounds: { floor: LoadResult; product: LoadResult }[] }[] = [];
  let lagMs = Number.NaN;
  try {
    const calls = { floor: floorCall(stack), product: productCall(stack) };
    await warmUp(stack);
    await stack.setGraphDelay(graphDelayMs);
    await closedLoop({ concurrency: 16, forMs: 1_000, call: calls.floor });
    await readLoopLag(stack.stack);
    for (const { name, run } of loads) {
      const measured = [];
      for (let round = 0; round < rounds; round += 1) {
        const floor = await run(calls.floor, forMs * longer);
        const product = await run(calls.product, forMs * longer);
        measured.push({ floor, product });
        console.log(`${name}: p50 ${floor.p50Ms} → ${product.p50Ms} ms, p99 ${floor.p99Ms} → ${product.p99Ms} ms`);
      }
      results.push({ load: name, rounds: measured });
    }
    lagMs = await readLoopLag(stack.stack);
  } finally {
    await stack.stop();
  }
  const claims = results.flatMap(({ load, rounds: all }) =>
    (["p50Ms", "p99Ms"] as const).map((which) => ({
      says: `added to Graph's ${graphDelayMs} ms, ${which.slice(0, 3)}, ${load}`,
      measured: rounded(medianOf(all.map(({ floor, product }) => product[which] - floor[which]))),
      unit: "ms",
      most: bars[which],
    })),
  );
  const failed = failedClaim(results.flatMap(({ rounds: all }) => all.map(({ product }) => product)));
  const shares = ["p50Ms", "p95Ms", "p99Ms"] as const;
  const series = results.flatMap(({ load, rounds: all }) =>
    (["floor", "product"] as const).map((what) => ({
      name: `${what}, ${load.split(" as ")[0]}`,
      points: shares.map((which) => [Number(which.slice(1, 3)), medianOf(all.map((one) => one[what][which]))] as const),
    })),
  );
  const chart = lineChart({
    title: `A mail search with ${graphDelayMs} ms of Graph, straight and through the product`,
    note: machineLine(machine),
    xLabel: "percentile",
    yLabel: "ms",
    series,
  });
  const command = "npm run bench -- latency";
  reportResult(
    "latency",
    { command, machine, claims: [...claims, failed, lagClaim(lagMs)], graphDelayMs, results },
    chart,
  );
}
