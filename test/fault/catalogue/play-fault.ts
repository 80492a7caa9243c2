import { setTimeout as delay } from "node:timers/promises";
import { redisContents } from "#test/support/redis-contents.ts";
import { until } from "#test/support/until.ts";
import type { Fault } from "./fault.ts";
import type { FaultStage } from "./fault-stage.ts";
import { watchBreakers } from "./judge-breakers.ts";
import {
  endingsOf,
  judgeCalls,
  judgeLiving,
  judgePrinted,
  judgeTimes,
  neverReadable,
  slowestMs,
} from "./judge-calls.ts";

/** What one playing of a fault showed. */
export interface Played {
  endings: Record<string, number>;
  slowestMs: number;
  /** From healing until everybody had an answer, for good. */
  recoveryMs: number;
}

const recoversWithinMs = 5_000;
/** So many answers in a row, and the person is served again. */
const inARow = 2;

/** When the last of all had their first answer of an unbroken row that began after `sinceMs`; undefined until then. */
function servedAt({ load, askers }: FaultStage, sinceMs: number): number | undefined {
  const rows = new Map(askers.map((asker) => [asker.token, [] as number[]]));
  for (const { asker, ending, startedAt, endedAt } of load.calls) {
    if (startedAt < sinceMs) continue;
    if (ending === "ok") rows.get(asker.token)?.push(endedAt);
    else rows.set(asker.token, []);
  }
  const firsts = [...rows.values()].map((row) => (row.length >= inARow ? row[0] : undefined));
  return firsts.some((first) => first === undefined) ? undefined : Math.max(...firsts.map((first) => first ?? 0));
}

async function untilServed(stage: FaultStage, sinceMs: number, withinMs: number): Promise<number | undefined> {
  for (const giveUpAt = performance.now() + withinMs; performance.now() < giveUpAt; await delay(20)) {
    const at = servedAt(stage, sinceMs);
    if (at !== undefined) return Math.round(at - sinceMs);
  }
  return undefined;
}

/** On an idle machine everybody's next answers take less. */
const idleRoundMs = 1_000;
const slowestPace = 5;

/** How much slower than an idle machine this one is, as everybody's next answers show. */
async function measurePace(stage: FaultStage, when: string): Promise<number> {
  const roundMs = await untilServed(stage, performance.now(), 30_000);
  if (roundMs === undefined) throw new Error(`people are not served ${when} the fault: ${recentEndings(stage)}`);
  return Math.min(Math.max(1, roundMs / idleRoundMs), slowestPace);
}

const recentEndings = ({ load }: FaultStage) => JSON.stringify(endingsOf(load.calls.slice(-40)));

/** Plays a fault while people ask, and holds what they saw against the bars. */
export async function playFault(stage: FaultStage, fault: Fault): Promise<{ played: Played; complaints: string[] }> {
  const { load, redis, left, deadlineMs } = stage;
  const paceBefore = await measurePace(stage, "before");
  const breakers = await watchBreakers(stage, fault);
  const injectedAt = performance.now();
  await fault.inject(stage);
  await delay(fault.lastsMs);
  await breakers.untilOpened();
  const duringOutage = await redisContents(redis).catch(() => undefined);
  await fault.heal?.(stage);
  const healedAt = performance.now();
  const withinMs = fault.recoversWithinMs ?? recoversWithinMs;
  const recoveryMs = await untilServed(stage, healedAt, withinMs * Math.max(2, paceBefore) + 2 * deadlineMs);
  const recent = recentEndings(stage);
  const afterwards = await until("Redis to be read", () => redisContents(redis).catch(() => undefined));
  await load.pause();
  const calls = load.calls.filter(({ endedAt }) => endedAt >= injectedAt);
  await left.watch(fault.name, healedAt).finally(load.resume);
  const kept = [duringOutage, afterwards].flatMap((contents) => [...(contents?.values() ?? [])]);
  const isReadable = kept.some((value) => neverReadable.test(value));
  const lateAt = (pace: number) => [
    ...judgeTimes(calls, fault, { deadlineMs, pace }),
    ...(recoveryMs === undefined || recoveryMs > withinMs * pace
      ? [`not everybody was served within ${withinMs} ms of the end: ${recoveryMs} ms; last endings: ${recent}`]
      : []),
  ];
  // What is late may be so because everything is.
  const late = lateAt(1).length > 0 ? lateAt(Math.max(paceBefore, await measurePace(stage, "after"))) : [];
  const complaints = [
    ...judgeCalls(calls, fault),
    ...late,
    ...judgePrinted(stage),
    ...judgeLiving(stage),
    ...(isReadable ? ["Redis held a token or content in clear"] : []),
    ...(await breakers.judge()),
    ...((await fault.judge?.(stage)) ?? []),
  ];
  const played = { endings: endingsOf(calls), slowestMs: slowestMs(calls), recoveryMs: recoveryMs ?? -1 };
  return { played, complaints };
}
