import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type BenchStack, startBenchStack } from "./bench-stack.ts";
import { describeMachine } from "./machine.ts";
import { floorCall, hitsPerCall, type Measurement, measure, productCall } from "./mail-search.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "3" }, "seconds-each": { type: "string", default: "3" } },
});
const rounds = Number(values.rounds);
const forMs = Number(values["seconds-each"]) * 1_000;

const graphDelaysMs = [0, 50];
const concurrencies = [1, 16, 64];

interface Row {
  what: "floor" | "product";
  graphDelayMs: number;
  concurrency: number;
  /** The round whose CPU per call is the median: noise of other programs shows in single rounds. */
  median: Measurement;
  rounds: Measurement[];
}

const cpuOfProduct = ({ cpuMsPerCall: { gateway, worker, redis } }: Measurement) => gateway + worker + redis;

function medianOf(measurements: readonly Measurement[]): Measurement {
  const sorted = measurements.toSorted((a, b) => cpuOfProduct(a) - cpuOfProduct(b));
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("at least one round is needed");
  return middle;
}

/** Floor and product take turns, so that both meet the same noise. */
async function alternate(stack: BenchStack, load: { graphDelayMs: number; concurrency: number }): Promise<Row[]> {
  const calls = { floor: floorCall(stack), product: productCall(stack) };
  const measured: Record<"floor" | "product", Measurement[]> = { floor: [], product: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const what of ["floor", "product"] as const) {
      measured[what].push(await measure(stack, calls[what], { concurrency: load.concurrency, forMs }));
    }
  }
  return (["floor", "product"] as const).map((what) => ({
    what,
    ...load,
    median: medianOf(measured[what]),
    rounds: measured[what],
  }));
}

function print({ what, graphDelayMs, concurrency, median }: Row): void {
  const { requestsPerSecond, p50Ms, p99Ms, failures, cpuMsPerCall } = median;
  const cpu = `${cpuMsPerCall.gateway.toFixed(2)} / ${cpuMsPerCall.worker.toFixed(2)} / ${cpuMsPerCall.redis.toFixed(2)}`;
  const cells = [
    what.padEnd(8),
    `${graphDelayMs} ms`.padStart(6),
    String(concurrency).padStart(4),
    requestsPerSecond.toFixed(0).padStart(8),
    `${p50Ms.toFixed(1)} / ${p99Ms.toFixed(1)}`.padStart(16),
    (what === "floor" ? "–" : cpu).padStart(22),
    failures === 0 ? "" : `  ${failures} FAILED`,
  ];
  console.log(cells.join(" "));
}

const machine = describeMachine();
console.log(
  `outlook_email_search with ${hitsPerCall} messages; 1 gateway, 1 worker; ${machine.cores} cores, ${machine.cpu}`,
);
console.log("what      Graph  conc    req/s      p50 / p99 ms   CPU ms: gw / worker / redis");
const stack = await startBenchStack();
const rows: Row[] = [];
try {
  await stack.setGraphDelay(0);
  await measure(stack, productCall(stack), { concurrency: 16, forMs });
  for (const graphDelayMs of graphDelaysMs) {
    await stack.setGraphDelay(graphDelayMs);
    for (const concurrency of concurrencies) {
      const pair = await alternate(stack, { graphDelayMs, concurrency });
      rows.push(...pair);
      for (const row of pair) print(row);
    }
  }
} finally {
  await stack.stop();
}
mkdirSync("docs/bench", { recursive: true });
writeFileSync(
  "docs/bench/mail-search.json",
  `${JSON.stringify({ machine, hitsPerCall, rounds, forMs, rows }, null, 2)}\n`,
);
console.log("Written to docs/bench/mail-search.json");
if (rows.some(({ rounds: all }) => all.some(({ failures }) => failures > 0))) process.exitCode = 1;
