import type { ModeOptions } from "../bench-options.ts";
import { startBenchStack } from "../bench-stack.ts";
import { failedClaim } from "../failed-calls.ts";
import { clientCall } from "../floor/floor-parts.ts";
import { type StartedPart, startPart } from "../floor/start-part.ts";
import { type Call, closedLoop, medianOf } from "../load.ts";
import { lagClaim, readLoopLag } from "../loop-lag.ts";
import { describeMachine } from "../machine.ts";
import { warmUpMs } from "../mail-search.ts";
import { preloadFlags } from "../preload/preload-flags.ts";
import { type ChargedLoad, chargeLoad } from "../process-cost.ts";
import { type Claim, reportResult, rounded } from "../result-file.ts";
import { createToolCaller } from "../tool-call.ts";

const resultBytes = 1_000_000;
const concurrency = 2;
/** Against a bare Fastify route that writes so many bytes. */
const most = 3;

/** Gateway, worker and Redis; and a route that writes as many bytes. */
type Round = Readonly<Record<"product" | "route", ChargedLoad>>;

/** What a result of 1 MB costs the gateway, against its bytes alone, and how long it keeps others waiting. */
export async function measureLargeResult({ rounds, forMs, stackOptions }: ModeOptions): Promise<void> {
  const machine = describeMachine();
  const environment = { BENCH_RESULT_BYTES: String(resultBytes) };
  const stack = await startBenchStack({
    nodeFlags: [...(stackOptions.nodeFlags ?? []), ...preloadFlags("large-result")],
    gatewayEnvironment: environment,
    workerEnvironment: environment,
  });
  const ask = createToolCaller({ tool: "bench_large_result", args: {} });
  const tokenOf = (index: number) => stack.users[index % stack.users.length]?.connectorToken ?? "";
  const call: Call = async (index) => {
    const { verdict, text } = await ask(stack.gatewayPool, tokenOf(index));
    return verdict === "ok" && text.length < resultBytes ? "too short" : verdict;
  };
  const measured: Round[] = [];
  let route: StartedPart | undefined;
  let [lagMs, answerBytes] = [Number.NaN, Number.NaN];
  try {
    answerBytes = Buffer.byteLength((await ask(stack.gatewayPool, tokenOf(0))).text);
    const bare = await startPart("bare-route", { FLOOR_ANSWER_BYTES: answerBytes }, concurrency);
    route = bare;
    const bareCall = clientCall(bare, stack);
    const { gateway, worker, redis } = stack.pids;
    for (const one of [call, bareCall]) await closedLoop({ concurrency, forMs: warmUpMs, call: one });
    await readLoopLag(stack.stack);
    while (measured.length < rounds) {
      const round: Round = {
        product: await chargeLoad({ gateway, worker, redis }, { concurrency, forMs, call }),
        route: await chargeLoad({ gateway: bare.pid }, { concurrency, forMs, call: bareCall }),
      };
      measured.push(round);
      for (const [what, { cpuMsPerCall }] of Object.entries(round)) console.log(what, JSON.stringify(cpuMsPerCall));
    }
    lagMs = await readLoopLag(stack.stack);
  } finally {
    await route?.stop();
    await stack.stop();
  }
  const gatewayMs = (what: keyof Round) => measured.map((round) => round[what].cpuMsPerCall.gateway ?? Number.NaN);
  const [ours, bare] = [gatewayMs("product"), gatewayMs("route")];
  const claims: Claim[] = [
    {
      says: "CPU of the gateway for a call with a result of 1 MB, against a bare Fastify route that writes 1 MB",
      measured: rounded(medianOf(ours.map((ms, round) => ms / (bare[round] ?? Number.NaN)))),
      unit: "×",
      most,
    },
    { says: "CPU of the gateway for it", measured: rounded(medianOf(ours)), unit: "CPU ms" },
    failedClaim(measured.flatMap((round) => Object.values(round))),
    lagClaim(lagMs),
  ];
  const command = "npm run bench -- large-result";
  reportResult("large-result", { command, machine, claims, resultBytes, answerBytes, concurrency, rounds: measured });
}
