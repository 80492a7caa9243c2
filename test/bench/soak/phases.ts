import type { BenchStack } from "../bench-stack.ts";
import { readLoopLag } from "../loop-lag.ts";
import { type CallRecord, type JudgedCall, recordLoad } from "./call-record.ts";
import { type Replacements, replaceInTurn } from "./replace-workers.ts";

export interface Phase {
  ratePerSecond: number;
  fromMs: number;
  toMs: number;
  records: CallRecord[];
  lagMs: number;
}

/** What is the same in all phases. */
export interface PhaseContext {
  stack: BenchStack;
  call: JudgedCall;
  /** Those that live from the beginning to the end. */
  longLived: Parameters<typeof readLoopLag>[0];
}

const progressEveryMs = 30_000;

/** Calls for so long, and says from time to time how far it is. */
export async function runPhase(
  { call, longLived }: PhaseContext,
  { name, ratePerSecond, forMs }: { name: string; ratePerSecond: number; forMs: number },
): Promise<Phase> {
  const records: CallRecord[] = [];
  await readLoopLag(longLived);
  const fromMs = performance.now();
  console.log(`${name}: ${ratePerSecond} calls/s for ${Math.round(forMs / 1_000)} s`);
  const timer = setInterval(() => {
    const notServed = records.filter(({ verdict }) => verdict !== "ok").length;
    console.log(
      `  ${Math.round((performance.now() - fromMs) / 1_000)} s: ${records.length} calls, ${notServed} not served`,
    );
  }, progressEveryMs);
  try {
    await recordLoad({ ratePerSecond, forMs, call, records });
  } finally {
    clearInterval(timer);
  }
  return { ratePerSecond, fromMs, toMs: fromMs + forMs, records, lagMs: await readLoopLag(longLived) };
}

/** A phase during which some of the workers are replaced again and again. */
export async function runWhileReplacing(
  context: PhaseContext,
  phase: Parameters<typeof runPhase>[1],
  replacing: { workers: Parameters<typeof replaceInTurn>[0]["workers"]; everyMs: number },
): Promise<{ phase: Phase; replaced: Replacements }> {
  const over = new AbortController();
  const replacements = replaceInTurn({ stack: context.stack.stack, ...replacing, signal: over.signal });
  const ran = await runPhase(context, phase).finally(() => over.abort());
  return { phase: ran, replaced: await replacements };
}
