import type { ModeOptions } from "../bench-options.ts";
import { type BenchStack, startBenchStack } from "../bench-stack.ts";
import { failedClaim } from "../failed-calls.ts";
import { lagClaim, readLoopLag } from "../loop-lag.ts";
import { describeMachine } from "../machine.ts";
import { floorCall, hitsPerCall, type Measurement, measure, productCall, warmUp } from "../mail-search.ts";
import { type Claim, reportResult, rounded } from "../result-file.ts";

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

function busyClaims(busy: Measurement | undefined): Claim[] {
  if (busy === undefined) return [];
  const { gateway, worker } = busy.cpuMsPerCall;
  return [
    { says: "of that, gateway and worker", measured: rounded(gateway + worker), unit: "CPU ms" },
    { says: "of that, the gateway", measured: rounded(gateway), unit: "CPU ms" },
  ];
}

/** Distinguishes a slow machine from slow code: the same load on the fake Graph alone, which hardly changes. */
function paceClaims(floor: Measurement | undefined, busy: Measurement | undefined): Claim[] {
  if (floor === undefined || busy === undefined) return [];
  const { gateway, worker } = busy.cpuMsPerCall;
  const paceMs = floor.cpuMsPerCall.fake;
  return [
    {
      says: "the machine's pace: CPU of that question straight to the played Graph, in its process",
      measured: rounded(paceMs),
      unit: "CPU ms",
    },
    { says: "gateway and worker against that", measured: rounded((gateway + worker) / paceMs), unit: "×" },
  ];
}

function medianOf(measurements: readonly Measurement[]): Measurement {
  const sorted = measurements.toSorted((a, b) => cpuOfProduct(a) - cpuOfProduct(b));
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("at least one round is needed");
  return middle;
}

/** Floor and product take turns, so that both meet the same noise. */
async function alternate(
  stack: BenchStack,
  load: { graphDelayMs: number; concurrency: number },
  { rounds, forMs }: ModeOptions,
): Promise<Row[]> {
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
  const { gateway, worker, redis } = cpuMsPerCall;
  const cpu = [gateway, worker, redis].map((ms) => ms.toFixed(2)).join(" / ");
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

/** What one mail search costs through the product, beside the same question straight to Graph. */
export async function measureMailSearch(options: ModeOptions): Promise<void> {
  const machine = describeMachine();
  console.log(
    `outlook_email_search with ${hitsPerCall} messages; 1 gateway, 1 worker; ${machine.cores} cores, ${machine.cpu}`,
  );
  console.log("what      Graph  conc    req/s      p50 / p99 ms   CPU ms: gw / worker / redis");
  await using stack = await startBenchStack(options.stackOptions);
  const rows: Row[] = [];
  await warmUp(stack);
  await readLoopLag(stack.stack);
  for (const graphDelayMs of graphDelaysMs) {
    await stack.setGraphDelay(graphDelayMs);
    for (const concurrency of concurrencies) {
      const pair = await alternate(stack, { graphDelayMs, concurrency }, options);
      rows.push(...pair);
      for (const row of pair) print(row);
    }
  }
  const lagMs = await readLoopLag(stack.stack);
  const [floor, busy] = (["floor", "product"] as const).map((one) => rows.findLast(({ what }) => what === one)?.median);
  reportResult("mail-search", {
    command: "npm run bench",
    machine,
    claims: [
      failedClaim(rows.flatMap(({ rounds: all }) => all)),
      {
        says: "CPU of a call of 25 hits, gateway, worker and Redis together, 64 at once, Graph 50 ms",
        measured: busy === undefined ? Number.NaN : rounded(cpuOfProduct(busy)),
        unit: "CPU ms",
      },
      ...busyClaims(busy),
      ...paceClaims(floor, busy),
      lagClaim(lagMs),
    ],
    hitsPerCall,
    rounds: options.rounds,
    forMs: options.forMs,
    rows,
  });
}
