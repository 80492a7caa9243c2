import { lagClaim } from "../loop-lag.ts";
import { type Claim, rounded } from "../result-file.ts";
import { type CallRecord, countVerdicts, isServed, p95Of, type Slice, sliced } from "./call-record.ts";
import type { findKnee } from "./find-knee.ts";
import type { MemoryWatch } from "./memory-watch.ts";
import type { Phase } from "./phases.ts";
import type { Replacements } from "./replace-workers.ts";

export interface Soak extends Awaited<ReturnType<typeof findKnee>> {
  minutes: number;
  overloadMinutes: number;
  soak: Phase;
  overload: Phase;
  after: Phase;
  replaced: Replacements;
  growth: ReturnType<MemoryWatch["growthSince"]>;
}

/** A killed worker's calls run again after about 6 s, so for so long after it a call may feel the kill. */
const faultMs = 10_000;
const deadlineMs = 25_000;
/** In less time, memory says more of the garbage collector than of the program, and chance more than a rate. */
const leastMinutesForRates = 10;
const bars = { servedPercent: 99.9, growth: 1, recoverySeconds: 10 };
/** One second's p95 is of few calls: so many times that of the whole soak is still as usual. */
const usualFactor = 2;

/** Rounded down, so that 99.8999 is not said to be 99.9. */
const servedPercent = (records: readonly CallRecord[]) =>
  Math.floor((records.filter(isServed).length / records.length) * 100_000) / 1_000;

function isDuring({ dueAtMs, tookMs }: CallRecord, killedAtMs: readonly number[]): boolean {
  return killedAtMs.some((atMs) => dueAtMs < atMs + faultMs && dueAtMs + tookMs > atMs);
}

const isRefusal = ({ verdict }: CallRecord) => verdict === "rate_limited" || verdict === "unavailable";
const isLate = ({ verdict, tookMs }: CallRecord) =>
  verdict === "deadline_exceeded" || (verdict === "ok" && tookMs > deadlineMs);

/** One good second may be luck. */
const inARow = 3;

/**
 * How many seconds it took until all was as usual again: the begin of the first three slices in a row in which every
 * call was served and p95 was at most `usualMs`. Infinite when that did not come.
 */
function secondsUntilNormal(slices: readonly Slice[], usualMs: number): number {
  const isNormal = ({ notServed, p95Ms }: Slice) => notServed === 0 && p95Ms <= usualMs;
  const first = slices.findIndex((_slice, index) => {
    const next = slices.slice(index, index + inARow);
    return next.length === inARow && next.every(isNormal);
  });
  return slices[first]?.atSeconds ?? Number.POSITIVE_INFINITY;
}

function ofOverload({ soak, overload, after, overloadMinutes }: Soak): Claim[] {
  const { records, lagMs, fromMs, toMs } = overload;
  const usualMs = usualFactor * p95Of(soak.records);
  const seconds = sliced(after.records, { fromMs: after.fromMs, toMs: after.toMs, lengthMs: 1_000 });
  const where = `at twice the knee for ${rounded(overloadMinutes)} min`;
  return [
    {
      says: `accepted calls that missed their deadline of ${deadlineMs / 1_000} s, ${where}`,
      measured: records.filter(isLate).length,
      unit: "calls",
      most: 0,
    },
    {
      says: `calls neither served nor refused with a time to come back, ${where}`,
      measured: records.filter((record) => !isServed(record) && !isRefusal(record) && !isLate(record)).length,
      unit: "calls",
      most: 0,
    },
    {
      says: `calls served ${where}`,
      measured: rounded((records.filter(isServed).length * 1_000) / (toMs - fromMs)),
      unit: "calls/s",
    },
    { says: `p95 of the accepted calls ${where}`, measured: p95Of(records), unit: "ms" },
    {
      says: `after that, until every call is served, and p95 at most ${usualFactor} times that of the soak`,
      measured: secondsUntilNormal(seconds, usualMs),
      unit: "s",
      most: bars.recoverySeconds,
    },
    { ...lagClaim(lagMs), says: `event-loop lag p99 of the busiest process ${where}` },
  ];
}

/** The claims of a soak, and what else of it is kept. */
export function soakClaims(measured: Soak) {
  const { minutes, kneePerSecond, steps, soak, overload, after, replaced, growth } = measured;
  const isByFault = (record: CallRecord) => isDuring(record, replaced.killedAtMs);
  const outside = soak.records.filter((record) => !isByFault(record));
  const inside = soak.records.filter(isByFault);
  const [fastest] = growth.toSorted((one, other) => other.megabytesPerMinute - one.megabytesPerMinute);
  const claims: Claim[] = [
    { says: "the knee: more calls/s than this make p95 three times as long", measured: kneePerSecond, unit: "calls/s" },
    {
      says: `served at 70 % of the knee for ${minutes} min while 25 % of the workers are replaced a minute`,
      measured: servedPercent(outside),
      unit: "%",
      least: bars.servedPercent,
    },
    {
      says: "workers replaced meanwhile",
      measured: replaced.ended + replaced.killed,
      unit: "workers",
      ...(minutes >= leastMinutesForRates && { least: Math.floor(minutes) - 1 }),
    },
    { says: "p95 meanwhile", measured: p95Of(outside), unit: "ms" },
    ...(inside.length === 0
      ? []
      : [{ says: "served within 10 s of a worker's SIGKILL", measured: servedPercent(inside), unit: "%" }]),
    {
      // A process takes about 13 minutes to reach the size at which V8 keeps it: only what grows later may be a leak.
      says: `growth of resident memory in the second half, of the process that grows most (${fastest?.process})`,
      measured: fastest?.megabytesPerMinute ?? Number.NaN,
      unit: "MB/min",
      ...(minutes >= leastMinutesForRates && { most: bars.growth }),
    },
    lagClaim(soak.lagMs),
    ...ofOverload(measured),
  ];
  return {
    claims,
    ramp: steps,
    growth,
    replaced: { ended: replaced.ended, killed: replaced.killed },
    verdicts: {
      soakOutsideFaults: countVerdicts(outside),
      soakWithinFaults: countVerdicts(inside),
      overload: countVerdicts(overload.records),
      afterwards: countVerdicts(after.records),
    },
  };
}
