import type { ModeOptions } from "../bench-options.ts";
import { startBenchStack } from "../bench-stack.ts";
import { failedClaim } from "../failed-calls.ts";
import { closedLoop, medianOf } from "../load.ts";
import { lagClaim, readLoopLag } from "../loop-lag.ts";
import { describeMachine } from "../machine.ts";
import { hitsPerCall, warmUp } from "../mail-search.ts";
import { type ChargedLoad, chargeLoad, totalCost } from "../process-cost.ts";
import { reportResult, rounded } from "../result-file.ts";
import { createToolCaller } from "../tool-call.ts";

const slots = 4;
/** So many calls in flight fill the queue, and each is of another tenant: none has more than its share. */
const fullAt = slots * 3;
const tenants = fullAt + 4;
/** Longer than the mode takes: whoever has a slot keeps it. */
const stuckMs = 60_000;
const concurrency = 16;
/** Until V8 has settled on how to do it. */
const warmUpCalls = 20_000;

/** What a call costs that is refused because all slots and the queue are full: under overload most are. */
export async function measureRefusal({ rounds, forMs, stackOptions }: ModeOptions): Promise<void> {
  const machine = describeMachine();
  const stack = await startBenchStack({
    ...stackOptions,
    tenants,
    usersPerTenant: 1,
    gatewayEnvironment: { CALL_TIMEOUT_MS: "120000", QUEUE_WAIT_MS: "60000" },
    workerEnvironment: { WORKER_CONCURRENCY: String(slots) },
  });
  const ask = createToolCaller({ tool: "outlook_email_search", args: { limit: hitsPerCall } });
  const verdicts: Record<string, number> = {};
  const measured: ChargedLoad[] = [];
  let lagMs = Number.NaN;
  const tokens = stack.users.map(({ connectorToken }) => connectorToken);
  const refused = tokens.slice(fullAt);
  const call = async (index: number) => {
    const { verdict, retryAfterSeconds } = await ask(stack.gatewayPool, refused[index % refused.length] ?? "");
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    if (verdict !== "unavailable") return verdict;
    return retryAfterSeconds === undefined ? `${verdict} without seconds` : "ok";
  };
  const stuck: Promise<unknown>[] = [];
  try {
    await warmUp(stack, { calls: 1_000 });
    await stack.setGraphDelay(stuckMs);
    for (const token of tokens.slice(0, fullAt)) stuck.push(ask(stack.gatewayPool, token));
    await closedLoop({ concurrency, calls: warmUpCalls, call });
    await readLoopLag(stack.stack);
    const { gateway, redis } = stack.pids;
    for (let round = 0; round < rounds; round += 1) {
      measured.push(await chargeLoad({ gateway, redis }, { concurrency, forMs, call }));
      console.log(`CPU ms of a refused call: ${JSON.stringify(measured.at(-1)?.cpuMsPerCall)}`);
    }
    lagMs = await readLoopLag(stack.stack);
  } finally {
    await stack.stop();
    await Promise.allSettled(stuck);
  }
  const claims = [
    {
      says: "CPU of a call that is refused because the queue is full, gateway and Redis together",
      measured: rounded(medianOf(measured.map((load) => totalCost(load)))),
      unit: "CPU ms",
    },
    failedClaim(measured, "calls that were not refused because of the queue, with a time to come back"),
    lagClaim(lagMs),
  ];
  reportResult("refusal", { command: "npm run bench -- refusal", machine, claims, verdicts, rounds: measured });
}
