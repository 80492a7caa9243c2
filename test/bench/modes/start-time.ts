import { startStack, type WorkerProcess } from "#test/support/stack.ts";
import { until } from "#test/support/until.ts";
import type { ModeOptions } from "../bench-options.ts";
import { medianOf } from "../load.ts";
import { describeMachine } from "../machine.ts";
import { reportResult } from "../result-file.ts";

const bar = 1_500;
const timesEach = 5;
/** What Node compiled is kept from start to start, as on a machine with a writable disk; or not, as in our image. */
const caches = [
  { name: "with Node's compile cache", environment: {} },
  { name: "without it", environment: { NODE_DISABLE_COMPILE_CACHE: "1" } },
];

/** From spawn to 200 of /readyz, in ms. */
async function timeStart(start: () => Promise<WorkerProcess>): Promise<number> {
  const since = performance.now();
  const service = await start();
  await until("the process to be ready", async () => (await fetch(`${service.opsUrl}/readyz`)).ok || undefined);
  const tookMs = performance.now() - since;
  await service.stop();
  return tookMs;
}

/** How long a gateway and a worker take until they are ready, beside others that run. */
export async function measureStart({ rounds }: ModeOptions): Promise<void> {
  const machine = describeMachine();
  const stack = await startStack({ fake: "process" });
  const results = [];
  try {
    const starts = { gateway: stack.startGateway, worker: stack.startWorker };
    for (const { name, environment } of caches) {
      for (const [what, start] of Object.entries(starts)) {
        const tookMs: number[] = [];
        for (let time = 0; time < Math.max(rounds, timesEach); time += 1) {
          tookMs.push(Math.round(await timeStart(() => start(environment))));
        }
        results.push({ what, cache: name, medianMs: medianOf(tookMs), tookMs });
      }
    }
  } finally {
    await stack.stop();
  }
  const claims = results.map(({ what, cache, medianMs }) => ({
    says: `a ${what}'s start until it is ready, ${cache}`,
    measured: medianMs,
    unit: "ms",
    most: bar,
  }));
  reportResult("start", { command: "npm run bench -- start", machine, claims, results });
}
