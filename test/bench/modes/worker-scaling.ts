import type { WorkerProcess } from "#test/support/stack.ts";
import type { ModeOptions } from "../bench-options.ts";
import { startBenchStack } from "../bench-stack.ts";
import { failedClaim } from "../failed-calls.ts";
import { closedLoop, type LoadResult, medianOf } from "../load.ts";
import { lagClaim, readLoopLag } from "../loop-lag.ts";
import { describeMachine } from "../machine.ts";
import { productCall, warmUp } from "../mail-search.ts";
import { reportResult, rounded } from "../result-file.ts";

const slots = 4;
const graphDelayMs = 200;
const workerCounts = [1, 2, 4];
/** Half as many calls more than slots: there is always one to take, and none is refused. */
const callsPerSlot = 1.5;
const least = 3.6;

/** Calls per second with one worker and with more of them, where slots and not CPU are what is short. */
export async function measureScaling({ rounds, forMs, stackOptions }: ModeOptions): Promise<void> {
  const machine = describeMachine();
  await using stack = await startBenchStack({
    ...stackOptions,
    workerEnvironment: { WORKER_CONCURRENCY: String(slots) },
  });
  const workers: WorkerProcess[] = [...stack.stack.workers];
  const results: { workers: number; callsPerSecond: number; rounds: LoadResult[] }[] = [];
  for (const count of workerCounts) {
    while (workers.length < count) workers.push(await stack.stack.startWorker());
    await stack.setGraphDelay(0);
    await warmUp(stack, { calls: 5_000 });
    await stack.setGraphDelay(graphDelayMs);
    if (count === 1) await readLoopLag({ ...stack.stack, workers });
    const measured: LoadResult[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const concurrency = slots * count * callsPerSlot;
      measured.push(await closedLoop({ concurrency, forMs: forMs * 2, call: productCall(stack) }));
    }
    const callsPerSecond = rounded(medianOf(measured.map(({ requestsPerSecond }) => requestsPerSecond)));
    results.push({ workers: count, callsPerSecond, rounds: measured });
    console.log(`${count} workers of ${slots} slots: ${callsPerSecond} calls/s`);
  }
  const lagMs = await readLoopLag({ ...stack.stack, workers });
  const [one, last] = [results[0]?.callsPerSecond ?? Number.NaN, results.at(-1)?.callsPerSecond ?? Number.NaN];
  reportResult("scaling", {
    command: "npm run bench -- scaling",
    machine,
    claims: [
      {
        says: `calls/s of 4 workers against 1 (${slots} slots each, Graph ${graphDelayMs} ms)`,
        measured: rounded(last / one),
        unit: "×",
        least,
      },
      failedClaim(results.flatMap(({ rounds: all }) => all)),
      lagClaim(lagMs),
    ],
    results,
  });
}
