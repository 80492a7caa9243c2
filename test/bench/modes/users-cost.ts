import type { ModeOptions } from "../bench-options.ts";
import { startBenchStack } from "../bench-stack.ts";
import { failedClaim } from "../failed-calls.ts";
import { lineChart } from "../line-chart.ts";
import { closedLoop, medianOf } from "../load.ts";
import { lagClaim, readLoopLag } from "../loop-lag.ts";
import { describeMachine, machineLine } from "../machine.ts";
import { productCall } from "../mail-search.ts";
import { type ChargedLoad, chargeLoad, totalCost } from "../process-cost.ts";
import { reportResult, rounded } from "../result-file.ts";

const userCounts = [1, 100, 10_000];
const tenants = 10;
/** One person's calls wait for each other beyond three at once, which is Outlook's limit and not a cost. */
const concurrency = 2;
/** Everybody is exchanged for, by as many calls at once as the worker has slots. */
const warmUpConcurrency = 32;
const most = 1.2;

/** What a call costs when one person calls, and when ten thousand take turns. */
export async function measureUsers({ rounds, forMs, stackOptions }: ModeOptions): Promise<void> {
  const machine = describeMachine();
  const last = Math.max(...userCounts);
  console.log(`Signing in ${last} people of ${tenants} tenants`);
  const size = { tenants, usersPerTenant: last / tenants, messagesPerUser: 25, hasGraphTokens: false };
  const stack = await startBenchStack({ ...stackOptions, ...size });
  const measured = userCounts.map((users) => ({ users, rounds: [] as ChargedLoad[] }));
  let lagMs = Number.NaN;
  try {
    const call = productCall(stack);
    await closedLoop({ concurrency: warmUpConcurrency, calls: last, call });
    await readLoopLag(stack.stack);
    const { gateway, worker, redis } = stack.pids;
    let asked = 0;
    for (let round = 0; round < rounds; round += 1) {
      for (const { users, rounds: own } of measured) {
        const load = { concurrency, forMs, call: (index: number) => call((asked + index) % users) };
        own.push(await chargeLoad({ gateway, worker, redis }, load));
        asked += own.at(-1)?.calls ?? 0;
        console.log(`${users} people: ${rounded(totalCost(own.at(-1) ?? { cpuMsPerCall: {} }))} CPU ms a call`);
      }
    }
    lagMs = await readLoopLag(stack.stack);
  } finally {
    await stack.stop();
  }
  const results = measured.map((one) => ({
    ...one,
    cpuMs: rounded(medianOf(one.rounds.map((load) => totalCost(load)))),
  }));
  const ratios = Array.from({ length: rounds }, (_unused, round) => {
    const cost = (at: number) => totalCost(measured.at(at)?.rounds[round] ?? { cpuMsPerCall: {} });
    return cost(-1) / cost(0);
  });
  const chart = lineChart({
    title: "What a call costs, by how many people call",
    note: machineLine(machine),
    xLabel: "people, as a power of ten",
    yLabel: "CPU ms",
    series: [
      { name: "gateway, worker and Redis", points: results.map(({ users, cpuMs }) => [Math.log10(users), cpuMs]) },
    ],
  });
  const claims = [
    {
      says: `CPU of a call with ${last} people, against one with ${userCounts[0]} (gateway, worker and Redis)`,
      measured: rounded(medianOf(ratios)),
      unit: "×",
      most,
    },
    failedClaim(measured.flatMap((one) => one.rounds)),
    lagClaim(lagMs),
  ];
  reportResult("users", { command: "npm run bench -- users", machine, claims, concurrency, results }, chart);
}
