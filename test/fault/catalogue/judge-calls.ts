import type { Fault } from "./fault.ts";
import type { FaultStage } from "./fault-stage.ts";
import type { PlayedCall } from "./steady-load.ts";

/** A call may end so much after its deadline: the answer has to be written and read. */
const graceMs = 1_000;

const tookMs = ({ startedAt, endedAt }: PlayedCall) => endedAt - startedAt;

/** How calls ended, by ending. */
export function endingsOf(calls: readonly PlayedCall[]): Record<string, number> {
  const endings: Record<string, number> = {};
  for (const { ending } of calls) endings[ending] = (endings[ending] ?? 0) + 1;
  return endings;
}

const reasonsOf = (calls: readonly PlayedCall[], ending: string) =>
  [...new Set(calls.filter((call) => call.ending === ending).map(({ reason }) => reason))].join("; ");

export const slowestMs = (calls: readonly PlayedCall[]) => Math.round(Math.max(0, ...calls.map(tookMs)));

/** Endings that are worth another try, so they say when. */
const comeBackLater = ["rate_limited", "unavailable"];
const isTold = ({ ending }: PlayedCall) => comeBackLater.includes(ending);

/** What must have happened in time, on a machine that is so much slower than an idle one. */
export function judgeTimes(
  calls: readonly PlayedCall[],
  { toldWithinMs = Infinity }: Fault,
  { deadlineMs, pace }: { deadlineMs: number; pace: number },
): string[] {
  const slowest = slowestMs(calls);
  const slowestTold = slowestMs(calls.filter(isTold));
  return [
    ...(slowest > deadlineMs + graceMs * pace ? [`a call took ${slowest} ms, its deadline is ${deadlineMs} ms`] : []),
    ...(slowestTold > toldWithinMs * pace
      ? [`a call was told to come back after ${slowestTold} ms, not within ${toldWithinMs} ms`]
      : []),
  ];
}

/**
 * What is wrong with how the calls ended that a fault met: no answer to the wrong caller, none unforeseen, none that
 * leaves people without the seconds.
 */
export function judgeCalls(calls: readonly PlayedCall[], fault: Fault): string[] {
  const { mayEnd = [], mustEnd, maxFailedShare = 1, leastSlowestMs = 0 } = fault;
  const endings = endingsOf(calls);
  const failed = calls.filter(({ ending }) => ending !== "ok").length;
  const unforeseen = Object.keys(endings).filter((ending) => ![`ok`, mustEnd, ...mayEnd].includes(ending));
  const foreign = calls.flatMap((call) => call.foreign);
  const empty = calls.filter(({ ending, hasOwn }) => ending === "ok" && !hasOwn).length;
  const slowest = slowestMs(calls);
  const untold = calls.filter(isTold).filter(({ retryAfterSeconds }) => retryAfterSeconds === undefined).length;
  return [
    ...(foreign.length > 0 ? [`somebody else's content was answered: ${foreign.join(", ")}`] : []),
    ...(empty > 0 ? [`${empty} answers without the asker's own mail`] : []),
    ...(untold > 0 ? [`${untold} calls were told to come back, but not when`] : []),
    ...(failed > maxFailedShare * calls.length ? [`${failed} of ${calls.length} calls were not answered`] : []),
    ...(slowest < leastSlowestMs
      ? [`no call took ${leastSlowestMs} ms, the slowest ${slowest} ms: did the fault bite?`]
      : []),
    ...unforeseen.map((ending) => `${endings[ending]} calls ended unforeseen: ${ending}, ${reasonsOf(calls, ending)}`),
    ...(mustEnd !== undefined && endings[mustEnd] === undefined
      ? [`no call ended ${mustEnd}: did the fault bite?`]
      : []),
  ];
}

/** Content, and the middle of a token; its first part alone may stand in any base64. */
export const neverReadable = /canary[0-9a-f]{20}|\.eyJ[\w-]{20}/;

const printedSoFar = new WeakMap<object, number>();

/** Looks through what was printed since the last time: secrets and content have no place there, whatever happens. */
export function judgePrinted({ everyProcess, stack }: FaultStage): string[] {
  const secrets = Object.values(stack.environment.SEALING_KEYS?.split(",").map((key) => key.split(":")[1] ?? "") ?? {});
  return everyProcess.flatMap(({ child, log, output }) => {
    const lines = [...log, ...output];
    const fresh = lines.slice(printedSoFar.get(child) ?? 0);
    printedSoFar.set(child, lines.length);
    const found = fresh.find((line) => neverReadable.test(line) || secrets.some((secret) => line.includes(secret)));
    return found === undefined ? [] : [`a process printed what must not be seen: ${found.slice(0, 80)}…`];
  });
}

/** Processes that should live and don't. */
export function judgeLiving({ workers, gateways }: FaultStage): string[] {
  return [...gateways, ...workers]
    .filter(({ child }) => child.exitCode !== null || child.signalCode !== null)
    .map(({ child, log }) => `a process ended by itself (${child.exitCode ?? child.signalCode}): ${log.at(-1) ?? ""}`);
}
