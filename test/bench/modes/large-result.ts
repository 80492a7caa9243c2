import type { ModeOptions } from "../bench-options.ts";
import { startBenchStack } from "../bench-stack.ts";
import { failedClaim } from "../failed-calls.ts";
import { type Call, closedLoop, medianOf } from "../load.ts";
import { lagClaim, readLoopLag } from "../loop-lag.ts";
import { describeMachine } from "../machine.ts";
import { preloadFlags } from "../preload/preload-flags.ts";
import { chargeLoad } from "../process-cost.ts";
import { reportResult } from "../result-file.ts";
import { createToolCaller } from "../tool-call.ts";

const resultBytes = 1_000_000;
const concurrency = 2;
const warmUpCalls = 300;
const most = 10;

/** What a result of 1 MB costs the gateway, and how long it keeps others waiting. */
export async function measureLargeResult({ rounds, forMs, stackOptions }: ModeOptions): Promise<void> {
  const machine = describeMachine();
  const environment = { BENCH_RESULT_BYTES: String(resultBytes) };
  const stack = await startBenchStack({
    nodeFlags: [...(stackOptions.nodeFlags ?? []), ...preloadFlags("large-result")],
    gatewayEnvironment: environment,
    workerEnvironment: environment,
  });
  const ask = createToolCaller({ tool: "bench_large_result", args: {} });
  const call: Call = async (index) => {
    const { verdict, text } = await ask(
      stack.gatewayPool,
      stack.users[index % stack.users.length]?.connectorToken ?? "",
    );
    return verdict === "ok" && text.length < resultBytes ? "too short" : verdict;
  };
  const measured = [];
  let lagMs = Number.NaN;
  try {
    await closedLoop({ concurrency, calls: warmUpCalls, call });
    await readLoopLag(stack.stack);
    const { gateway, worker, redis } = stack.pids;
    for (let round = 0; round < rounds; round += 1) {
      measured.push(await chargeLoad({ gateway, worker, redis }, { concurrency, forMs, call }));
      console.log(`CPU ms of a result of 1 MB: ${JSON.stringify(measured.at(-1)?.cpuMsPerCall)}`);
    }
    lagMs = await readLoopLag(stack.stack);
  } finally {
    await stack.stop();
  }
  const claims = [
    {
      says: "CPU of the gateway for a call with a result of 1 MB",
      measured: medianOf(measured.map(({ cpuMsPerCall }) => cpuMsPerCall.gateway ?? Number.NaN)),
      unit: "CPU ms",
      most,
    },
    failedClaim(measured),
    lagClaim(lagMs),
  ];
  reportResult("large-result", {
    command: "npm run bench -- large-result",
    machine,
    claims,
    resultBytes,
    concurrency,
    rounds: measured,
  });
}
