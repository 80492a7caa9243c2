import { Pool } from "undici";
import type { ModeOptions } from "../bench-options.ts";
import { startBenchStack } from "../bench-stack.ts";
import { failedClaim } from "../failed-calls.ts";
import { type Call, closedLoop, medianOf } from "../load.ts";
import { lagClaim, readLoopLag } from "../loop-lag.ts";
import { describeMachine } from "../machine.ts";
import { productCall } from "../mail-search.ts";
import { preloadFlags } from "../preload/preload-flags.ts";
import { type ChargedLoad, chargeLoad, totalCost } from "../process-cost.ts";
import { reportResult, rounded } from "../result-file.ts";

const toolCounts = [2, 7, 15];
const concurrency = 16;
const warmUpCalls = 3_000;
const most = 1.2;

interface Gateway {
  tools: number;
  pid: number;
  pool: Pool;
  call: Call;
  rounds: ChargedLoad[];
}

/** What a call costs by how many tools a gateway offers: gateways with 2, 7 and 15 of them take turns. */
export async function measureTools({ rounds, forMs, stackOptions }: ModeOptions): Promise<void> {
  const machine = describeMachine();
  const stack = await startBenchStack(stackOptions);
  const gateways: Gateway[] = [];
  let lagMs = Number.NaN;
  try {
    const nodeFlags = [...(stackOptions.nodeFlags ?? []), ...preloadFlags("catalog-of")];
    const started = [];
    for (const tools of toolCounts) {
      const gateway = await stack.stack.startGateway({ BENCH_TOOLS: String(tools) }, { nodeFlags });
      started.push(gateway);
      const pool = new Pool(new URL(gateway.mcpUrl).origin, { connections: concurrency });
      const call = productCall({ users: stack.users, gatewayPool: pool });
      gateways.push({ tools, pid: gateway.child.pid ?? 0, pool, call, rounds: [] });
      await closedLoop({ concurrency, calls: warmUpCalls, call });
    }
    const processes = { gateways: started, workers: stack.stack.workers };
    await readLoopLag(processes);
    const { worker, redis } = stack.pids;
    for (let round = 0; round < rounds; round += 1) {
      for (const { tools, pid, call, rounds: own } of gateways) {
        const load = await chargeLoad({ gateway: pid, worker, redis }, { concurrency, forMs, call });
        own.push(load);
        console.log(`${tools} tools: ${rounded(totalCost(load))} CPU ms a call`);
      }
    }
    lagMs = await readLoopLag(processes);
  } finally {
    await Promise.all(gateways.map(({ pool }) => pool.destroy()));
    await stack.stop();
  }
  const results = gateways.map(({ tools, rounds: own }) => ({
    tools,
    cpuMs: rounded(medianOf(own.map((load) => totalCost(load)))),
    rounds: own,
  }));
  const ratios = Array.from({ length: rounds }, (_unused, round) => {
    const cost = (at: number) => totalCost(gateways.at(at)?.rounds[round] ?? { cpuMsPerCall: {} });
    return cost(-1) / cost(0);
  });
  const claims = [
    {
      says:
        `CPU of a call with ${toolCounts.at(-1)} tools, against one with ${toolCounts[0]} (gateway, worker and ` +
        "Redis; copies of tools beyond our own)",
      measured: rounded(medianOf(ratios)),
      unit: "×",
      most,
    },
    failedClaim(results.flatMap((one) => one.rounds)),
    lagClaim(lagMs),
  ];
  reportResult("tools", { command: "npm run bench -- tools", machine, claims, concurrency, results });
}
