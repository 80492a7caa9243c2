import { startStack, type WorkerProcess } from "#test/support/stack.ts";
import { until } from "#test/support/until.ts";
import type { ModeOptions } from "../bench-options.ts";
import { medianOf } from "../load.ts";
import { describeMachine } from "../machine.ts";
import { cpuMs, residentMb } from "../process-cpu.ts";
import { reportResult } from "../result-file.ts";

const timesEach = 5;
/** With what Node compiled kept from start to start, as on a machine with a writable disk; and without. */
const caches = [
  { name: "with Node's compile cache", environment: {} },
  { name: "without it", environment: { NODE_DISABLE_COMPILE_CACHE: "1" } },
];
/** What a gateway may cost at rest: it loads no handler, date or document code. */
const gatewayBars = { cpuSeconds: 0.75, residentMb: 150 };

interface StartCost {
  /** From spawn to 200 of /readyz. */
  tookMs: number;
  /** User and system, until then. */
  cpuSeconds: number;
  residentMb: number;
}

async function costOfStart(start: () => Promise<WorkerProcess>): Promise<StartCost> {
  const since = performance.now();
  const service = await start();
  await until("the process to be ready", async () => (await fetch(`${service.opsUrl}/readyz`)).ok || undefined);
  const tookMs = Math.round(performance.now() - since);
  const { pid = 0 } = service.child;
  const cost = { tookMs, cpuSeconds: cpuMs(pid) / 1_000, residentMb: Math.round(residentMb(pid)) };
  await service.stop();
  return cost;
}

/** What a gateway and a worker cost until they are ready, beside others that run. */
export async function measureStart({ rounds }: ModeOptions): Promise<void> {
  const machine = describeMachine();
  const stack = await startStack({ fake: "process" });
  const results = [];
  try {
    const starts = { gateway: stack.startGateway, worker: stack.startWorker };
    for (const { name, environment } of caches) {
      for (const [what, start] of Object.entries(starts)) {
        const starts: StartCost[] = [];
        for (let time = 0; time < Math.max(rounds, timesEach); time += 1) {
          starts.push(await costOfStart(() => start(environment)));
        }
        const median = (key: keyof StartCost) => medianOf(starts.map((cost) => cost[key]));
        const medians = {
          tookMs: median("tookMs"),
          cpuSeconds: median("cpuSeconds"),
          residentMb: median("residentMb"),
        };
        results.push({ what, cache: name, ...medians, starts });
      }
    }
  } finally {
    await stack.stop();
  }
  const claims = results.flatMap(({ what, cache, tookMs, cpuSeconds, residentMb }) => {
    const until = `of a ${what} until it is ready, ${cache}`;
    const bars = what === "gateway" ? gatewayBars : undefined;
    return [
      { says: `time ${until}`, measured: tookMs, unit: "ms", most: 1_500 },
      { says: `CPU ${until}`, measured: cpuSeconds, unit: "s", ...(bars && { most: bars.cpuSeconds }) },
      { says: `resident memory ${until}`, measured: residentMb, unit: "MB", ...(bars && { most: bars.residentMb }) },
    ];
  });
  reportResult("start", { command: "npm run bench -- start", machine, claims, results });
}
