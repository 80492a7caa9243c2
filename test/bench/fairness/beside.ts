import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import type { BenchStack, BenchUser } from "../bench-stack.ts";
import { closedLoop, type LoadResult, medianOf } from "../load.ts";
import { productCall } from "../mail-search.ts";
import { rounded } from "../result-file.ts";

/** A noisy client that is refused retries after the shortest pause that it can be asked for, never later. */
const afterRefusalMs = 1_000;
const quietCallers = 4;
/** Until the noisy tenant's backlog is there. */
const backlogMs = 1_000;

export interface Noise {
  users: readonly BenchUser[];
  callers: number;
}

export interface Round {
  alone: LoadResult;
  beside: LoadResult;
  aloneAgain: LoadResult;
  noisy: LoadResult;
}

/** A quiet tenant beside a noisy one, on connections of its own, and alone just before and just after. */
export async function measureBeside(
  stack: Pick<BenchStack, "gatewayUrl">,
  quiet: readonly BenchUser[],
  { noise, forMs }: { noise: Noise; forMs: number },
): Promise<Round> {
  const pools = [
    new Pool(stack.gatewayUrl, { connections: 8 }),
    new Pool(stack.gatewayUrl, { connections: 128 }),
  ] as const;
  const quietCall = productCall({ users: quiet, gatewayPool: pools[0] });
  const noisyCall = productCall({ users: noise.users, gatewayPool: pools[1] });
  const quietLoop = () => closedLoop({ concurrency: quietCallers, forMs, call: quietCall });
  const alone = await quietLoop();
  const noisyLoop = closedLoop({
    concurrency: noise.callers,
    forMs: forMs + backlogMs,
    async call(index) {
      const verdict = await noisyCall(index);
      if (verdict !== "ok") await delay(afterRefusalMs);
      return verdict;
    },
  });
  await delay(backlogMs);
  const beside = await quietLoop();
  const noisy = await noisyLoop;
  const aloneAgain = await quietLoop();
  await Promise.all(pools.map((pool) => pool.destroy()));
  return { alone, beside, aloneAgain, noisy };
}

/** Against the mean of before and after: what else the machine does changes from minute to minute. */
const ratioOf = ({ alone, beside, aloneAgain }: Round): number =>
  rounded((2 * beside.p95Ms) / (alone.p95Ms + aloneAgain.p95Ms));

export const medianRatio = (rounds: readonly Round[]): number => medianOf(rounds.map(ratioOf));

export function tell(name: string, round: Round): void {
  const { alone, beside, aloneAgain, noisy } = round;
  console.log(
    `${name}: quiet p95 ${alone.p95Ms} and ${aloneAgain.p95Ms} ms alone, ${beside.p95Ms} ms beside it: ` +
      `× ${ratioOf(round)}; noisy: ${noisy.failures} of ${noisy.calls} refused`,
  );
}
