import type { ModeOptions } from "../bench-options.ts";
import { type BenchStack, startBenchStack } from "../bench-stack.ts";
import { failedClaim } from "../failed-calls.ts";
import { clientCall } from "../floor/floor-parts.ts";
import { openPartStarter, type PartStarter } from "../floor/part-starter.ts";
import { measureSizes } from "../floor/product-sizes.ts";
import { type Call, closedLoop, type LoadResult, medianOf, openLoop } from "../load.ts";
import { lagClaim, readLoopLag } from "../loop-lag.ts";
import { describeMachine } from "../machine.ts";
import { floorCall, productCall, warmUp, warmUpMs } from "../mail-search.ts";
import { type Claim, reportResult, rounded } from "../result-file.ts";

const graphDelayMs = 50;
const ratePerSecond = 100;
/** A p99 needs some hundred calls; one at a time and with Graph's delay that takes longer than usual. */
const longer = 5;
/** Of what is added to one call at a time, against the hops that it can't do without. */
const most = 1.5;

interface HopTimes {
  redisHopMs: number;
  httpHopMs: number;
  /** Of three hops through Redis and two by HTTP: the way of a call, whatever the product does on it. */
  sumMs: number;
}

/**
 * Starts the processes that messages hop between. The result measures the p50 of hops, one at a time. A hop through
 * Redis is half the way of a job to another process and of an answer back; one by HTTP is a request to a bare route and
 * its answer. `pauseMs` is between two, so that the machine rests as it does while Graph answers.
 */
async function startHops({ start }: PartStarter, stack: BenchStack) {
  const [caller, route] = [await start("hop-caller"), await start("bare-route")];
  await start("hop-echo");
  const call = clientCall(route, stack);
  return async (load: { forMs: number; pauseMs: number }): Promise<HopTimes> => {
    const one = { concurrency: 1, ...load };
    const redisHopMs = (await caller.run(one)).p50Ms / 2;
    const httpHopMs = (await closedLoop({ ...one, call })).p50Ms;
    return { redisHopMs, httpHopMs, sumMs: 3 * redisHopMs + 2 * httpHopMs };
  };
}

interface Round {
  floor: LoadResult;
  product: LoadResult;
  /** Where calls are made one at a time. */
  hops?: HopTimes;
}

type Load = (call: Call, forMs: number) => Promise<LoadResult>;

const alone = "one call at a time";
const loads: readonly { name: string; run: Load }[] = [
  { name: alone, run: (call, forMs) => closedLoop({ concurrency: 1, forMs, call }) },
  {
    name: `${ratePerSecond} calls/s as they come (Poisson)`,
    run: (call, forMs) => openLoop({ ratePerSecond, forMs, call }),
  },
];

/** What is added, against the way that a message takes in any case. */
function hopClaims(rounds: readonly Round[]): Claim[] {
  const all = rounds.flatMap(({ floor, product, hops }) =>
    hops === undefined ? [] : [{ ...hops, addedMs: product.p50Ms - floor.p50Ms }],
  );
  return [
    {
      says: `added to Graph's ${graphDelayMs} ms, p50, ${alone}, against three hops through Redis and two by HTTP`,
      measured: rounded(medianOf(all.map(({ addedMs, sumMs }) => addedMs / sumMs))),
      unit: "×",
      most,
    },
    { says: "a hop through Redis, p50", measured: rounded(medianOf(all.map((one) => one.redisHopMs))), unit: "ms" },
    { says: "a hop by HTTP, p50", measured: rounded(medianOf(all.map((one) => one.httpHopMs))), unit: "ms" },
  ];
}

/** How much longer an answer takes through the product than straight from Graph, in the same minutes. */
export async function measureAddedLatency({ rounds, forMs, stackOptions }: ModeOptions): Promise<void> {
  const machine = describeMachine();
  await using stack = await startBenchStack(stackOptions);
  const results: { load: string; rounds: Round[] }[] = [];
  const sizes = await measureSizes(stack);
  await using parts = await openPartStarter(stack, sizes, { connections: 1, waitMs: 0 });
  const measureHops = await startHops(parts, stack);
  await measureHops({ forMs: warmUpMs, pauseMs: 0 });
  await stack.setGraphDelay(0);
  const calls = { floor: floorCall(stack), product: productCall(stack) };
  await warmUp(stack);
  await stack.setGraphDelay(graphDelayMs);
  await closedLoop({ concurrency: 16, forMs: 1_000, call: calls.floor });
  await readLoopLag(stack.stack);
  for (const { name, run } of loads) {
    const measured: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const floor = await run(calls.floor, forMs * longer);
      const product = await run(calls.product, forMs * longer);
      const times = name === alone ? await measureHops({ forMs: forMs * 2, pauseMs: graphDelayMs }) : undefined;
      measured.push({ floor, product, ...(times && { hops: times }) });
      console.log(`${name}: p50 ${floor.p50Ms} → ${product.p50Ms} ms, p99 ${floor.p99Ms} → ${product.p99Ms} ms`);
    }
    results.push({ load: name, rounds: measured });
  }
  const lagMs = await readLoopLag(stack.stack);
  const added = results.flatMap(({ load, rounds: all }) =>
    (["p50Ms", "p99Ms"] as const).map((which) => ({
      says: `added to Graph's ${graphDelayMs} ms, ${which.slice(0, 3)}, ${load}`,
      measured: rounded(medianOf(all.map(({ floor, product }) => product[which] - floor[which]))),
      unit: "ms",
    })),
  );
  const claims: Claim[] = [...hopClaims(results[0]?.rounds ?? []), ...added];
  const failed = failedClaim(
    results.flatMap(({ rounds: all }) => all.flatMap(({ floor, product }) => [floor, product])),
  );
  const command = "npm run bench -- latency";
  reportResult("latency", { command, machine, claims: [...claims, failed, lagClaim(lagMs)], graphDelayMs, results });
}
