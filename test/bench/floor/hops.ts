import type { BenchStack } from "../bench-stack.ts";
import { closedLoop } from "../load.ts";
import { clientCall } from "./floor-parts.ts";
import type { PartStarter } from "./part-starter.ts";

export interface HopTimes {
  redisHopMs: number;
  httpHopMs: number;
  /** Of three hops through Redis and two by HTTP: the way of a call, whatever the product does on it. */
  sumMs: number;
}

/**
 * Starts the processes that messages hop between. The result measures the p50 of hops, one at a time. A hop through
 * Redis is half the way of a job to another process and of an answer back; one by HTTP is a request to a bare route and
 * its answer. `pauseMs` is between two, so that the machine rests as it does while Graph answers.
 */
export async function startHops({ start }: PartStarter, stack: BenchStack) {
  const [caller, route] = [await start("hop-caller"), await start("bare-route")];
  await start("hop-echo");
  const call = clientCall(route, stack);
  return async (load: { forMs: number; pauseMs: number }): Promise<HopTimes> => {
    const one = { concurrency: 1, ...load };
    const redisHopMs = (await caller.run(one)).p50Ms / 2;
    const httpHopMs = (await closedLoop({ ...one, call })).p50Ms;
    return { redisHopMs, httpHopMs, sumMs: 3 * redisHopMs + 2 * httpHopMs };
  };
}
