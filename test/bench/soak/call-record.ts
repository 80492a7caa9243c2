import { percentile, poissonArrivals } from "../load.ts";
import { rounded } from "../result-file.ts";

/** One call of an open loop, timed from when it was due, on performance.now()'s clock. */
export interface CallRecord {
  dueAtMs: number;
  tookMs: number;
  /** As `tool-call.ts` says it. */
  verdict: string;
}

export type JudgedCall = (index: number) => Promise<string>;

/** An open loop of which every call is kept, in `records` as soon as it is answered. Resolves when all are. */
export async function recordLoad(options: {
  ratePerSecond: number;
  forMs: number;
  call: JudgedCall;
  records: CallRecord[];
}): Promise<void> {
  const { ratePerSecond, forMs, call, records } = options;
  await poissonArrivals({
    ratePerSecond,
    forMs,
    async arrive(index, dueAtMs) {
      const verdict = await call(index);
      records.push({ dueAtMs, tookMs: performance.now() - dueAtMs, verdict });
    },
  });
}

export const isServed = ({ verdict }: CallRecord) => verdict === "ok";

/** How long the served ones took at most, but for one in twenty. */
export const p95Of = (records: readonly CallRecord[]) =>
  rounded(
    percentile(
      records
        .filter(isServed)
        .map(({ tookMs }) => tookMs)
        .toSorted((a, b) => a - b),
      0.95,
    ),
  );

/** Calls by their verdict. */
export function countVerdicts(records: readonly CallRecord[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { verdict } of records) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

export interface Slice {
  /** Since the first slice's begin. */
  atSeconds: number;
  callsPerSecond: number;
  p95Ms: number;
  notServed: number;
}

/** Calls by when they were due, in slices of equal length from `fromMs` until `toMs`; what is left over is in none. */
export function sliced(
  records: readonly CallRecord[],
  { fromMs, toMs, lengthMs }: { fromMs: number; toMs: number; lengthMs: number },
): Slice[] {
  const count = Math.floor((toMs - fromMs) / lengthMs);
  const slices: CallRecord[][] = Array.from({ length: count }, () => []);
  for (const record of records) slices[Math.floor((record.dueAtMs - fromMs) / lengthMs)]?.push(record);
  return slices.map((own, index) => ({
    atSeconds: rounded((index * lengthMs) / 1_000),
    callsPerSecond: rounded((own.filter(isServed).length * 1_000) / lengthMs),
    p95Ms: p95Of(own),
    notServed: own.filter((record) => !isServed(record)).length,
  }));
}
