import { parseArgs } from "node:util";
import { Pool } from "undici";
import { startBenchStack } from "../bench-stack.ts";
import { closedLoop } from "../load.ts";
import { describeMachine } from "../machine.ts";
import { hitsPerCall } from "../mail-search.ts";
import { reportResult } from "../result-file.ts";
import { createToolCaller } from "../tool-call.ts";
import { findKnee } from "./find-knee.ts";
import { watchMemory } from "./memory-watch.ts";
import { runPhase, runWhileReplacing } from "./phases.ts";
import { soakClaims } from "./soak-claims.ts";

/** Hours of load, in minutes: below the knee while workers come and go, then far above it, then as before. */
const { values } = parseArgs({ options: { minutes: { type: "string", default: "30" } } });
const minutes = Number(values.minutes);
const overloadMinutes = minutes / 6;

const graphDelayMs = 50;
const [gatewayCount, workerCount, replacedShare] = [2, 4, 0.25];
const [shareOfKnee, overloadFactor] = [0.7, 2];
const [warmUpCalls, afterwardsMs] = [10_000, 20_000];

const machine = describeMachine();
await using stack = await startBenchStack({
  tenants: 8,
  usersPerTenant: 25,
  gateways: gatewayCount,
  workers: workerCount,
  hasGraphTokens: false,
});
const pools = stack.stack.gateways.map(({ mcpUrl }) => new Pool(new URL(mcpUrl).origin, { connections: 900 }));
const search = createToolCaller({ tool: "outlook_email_search", args: { limit: hitsPerCall } });

async function call(index: number): Promise<string> {
  const [pool, user] = [pools[index % pools.length], stack.users[index % stack.users.length]];
  if (pool === undefined || user === undefined) throw new Error("there is no gateway, or nobody to ask");
  const { verdict, retryAfterSeconds } = await search(pool, user.connectorToken);
  const isOurs = verdict === "rate_limited" || verdict === "unavailable";
  return isOurs && retryAfterSeconds === undefined ? `${verdict} without seconds` : verdict;
}

await stack.setGraphDelay(graphDelayMs);
console.log(
  `${gatewayCount} gateways, ${workerCount} workers, Graph ${graphDelayMs} ms; warming up by ${warmUpCalls} calls`,
);
await closedLoop({ concurrency: 32, calls: warmUpCalls, call });
const knee = await findKnee(call);
console.log(`The knee is at ${knee.kneePerSecond} calls/s`);
const { gateways, workers } = stack.stack;
const longLived = workers.slice(0, workerCount / 2);
const context = { stack, call, longLived: { gateways, workers: longLived } };
const watched = new Map([
  ...gateways.map(({ child }, index) => [`gateway ${index + 1}`, child.pid ?? 0] as const),
  ...longLived.map(({ child }, index) => [`worker ${index + 1}`, child.pid ?? 0] as const),
  ["redis", stack.pids.redis] as const,
]);
const memory = watchMemory(watched);
const ratePerSecond = Math.round(knee.kneePerSecond * shareOfKnee);
const { phase: soak, replaced } = await runWhileReplacing(
  context,
  { name: "soak", ratePerSecond, forMs: minutes * 60_000 },
  { workers: workers.slice(workerCount / 2), everyMs: 60_000 / (workerCount * replacedShare) },
);
const growth = memory.growthSince(soak.fromMs + (soak.toMs - soak.fromMs) / 2);
console.log(`${replaced.ended} workers ended and replaced, ${replaced.killed} killed and replaced`);
const overloadRate = Math.round(knee.kneePerSecond * overloadFactor);
const overload = await runPhase(context, {
  name: "overload",
  ratePerSecond: overloadRate,
  forMs: overloadMinutes * 60_000,
});
const after = await runPhase(context, { name: "afterwards", ratePerSecond, forMs: afterwardsMs });
memory.stop();
const measured = { minutes, overloadMinutes, ...knee, soak, overload, after, replaced, growth };
reportResult("soak", { command: `npm run soak -- --minutes ${minutes}`, machine, ...soakClaims(measured) });
await Promise.all(pools.map((pool) => pool.destroy()));
