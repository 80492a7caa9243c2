import type { ModeOptions } from "../bench-options.ts";
import { startBenchStack } from "../bench-stack.ts";
import { failedClaim } from "../failed-calls.ts";
import { type FloorRound, floorClaims } from "../floor/floor-claims.ts";
import { partNames, startFloorParts } from "../floor/floor-parts.ts";
import { openPartStarter } from "../floor/part-starter.ts";
import { measureSizes } from "../floor/product-sizes.ts";
import { lagClaim, readLoopLag } from "../loop-lag.ts";
import { describeMachine } from "../machine.ts";
import { hitsPerCall, productCall, warmUpMs } from "../mail-search.ts";
import { otherProgramsClaim, watchOtherPrograms } from "../other-programs.ts";
import { chargeLoad } from "../process-cost.ts";
import { reportResult } from "../result-file.ts";

const concurrency = 64;
const graphDelayMs = 50;
const fewestRounds = 5;

/**
 * What the product costs against the sum of its parts, each as small as it can be and alone in its process, with the
 * same sizes and wait, and as many calls a second, at random moments: calls that begin together share turns of the
 * event loop and writes. The parts take turns: a machine that is slow is so for all.
 */
export async function measureFloor({ rounds: asked, forMs, stackOptions }: ModeOptions): Promise<void> {
  const machine = describeMachine();
  await using stack = await startBenchStack(stackOptions);
  const { gateway, worker, redis } = stack.pids;
  const call = productCall(stack);
  const measureProduct = (load: { concurrency: number; forMs: number }) =>
    chargeLoad({ gateway, worker, redis }, { ...load, call });
  const rounds: FloorRound[] = [];
  const sizes = await measureSizes(stack);
  console.log(`A job has ${sizes.jobBytes} bytes, an answer ${sizes.answerBytes}. Warming up.`);
  await using parts = await openPartStarter(stack, sizes, { connections: concurrency, waitMs: graphDelayMs });
  const measurePart = await startFloorParts(parts, stack);
  await stack.setGraphDelay(graphDelayMs);
  const { requestsPerSecond } = await measureProduct({ concurrency, forMs: warmUpMs });
  const warm = { ratePerSecond: requestsPerSecond, forMs: warmUpMs };
  for (const part of partNames) await measurePart(part, warm);

  await readLoopLag(stack.stack);
  const otherCores = watchOtherPrograms();
  while (rounds.length < Math.max(asked, fewestRounds)) {
    const product = await measureProduct({ concurrency, forMs });
    const load = { ratePerSecond: product.requestsPerSecond, forMs };
    const round: FloorRound = {
      product,
      bare: await measurePart("bare", load),
      mcpTrivial: await measurePart("mcpTrivial", load),
      mcpSpliced: await measurePart("mcpSpliced", load),
      queue: await measurePart("queue", load),
      graph: await measurePart("graph", load),
    };
    rounds.push(round);
    for (const [what, { cpuMsPerCall }] of Object.entries(round)) console.log(what, JSON.stringify(cpuMsPerCall));
  }
  const claims = [
    ...floorClaims(rounds),
    failedClaim(rounds.flatMap((round) => Object.values(round))),
    otherProgramsClaim(otherCores()),
    lagClaim(await readLoopLag(stack.stack)),
  ];
  const command = "npm run bench -- floor";
  reportResult("floor", { command, machine, claims, ...sizes, hitsPerCall, concurrency, graphDelayMs, rounds });
}
