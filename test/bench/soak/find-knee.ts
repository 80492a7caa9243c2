import { setTimeout as delay } from "node:timers/promises";
import { rounded } from "../result-file.ts";
import { type CallRecord, isServed, type JudgedCall, p95Of, recordLoad } from "./call-record.ts";

const firstRate = 30;
const factor = 1.5;
/** After the first rate that is too much: how often the gap to the last good one is halved. */
const halvings = 3;
const stepMs = 6_000;
const pauseMs = 1_000;
/** Of the p95 at the first rate. */
const maxGrowth = 3;
const leastServedShare = 0.999;

export interface RampStep {
  ratePerSecond: number;
  p95Ms: number;
  notServed: number;
  isGood: boolean;
}

/**
 * The knee of the curve: the highest number of calls a second, as they come, at which p95 is at most 3 times that of
 * 30 calls/s and one call in a thousand at most is not served.
 */
export async function findKnee(call: JudgedCall): Promise<{ kneePerSecond: number; steps: RampStep[] }> {
  const steps: RampStep[] = [];

  async function tryRate(ratePerSecond: number): Promise<boolean> {
    const records: CallRecord[] = [];
    await recordLoad({ ratePerSecond, forMs: stepMs, call, records });
    const p95Ms = p95Of(records);
    const notServed = records.filter((record) => !isServed(record)).length;
    const usualMs = steps[0]?.p95Ms ?? p95Ms;
    const isGood = p95Ms <= maxGrowth * usualMs && notServed <= (1 - leastServedShare) * records.length;
    steps.push({ ratePerSecond, p95Ms, notServed, isGood });
    console.log(`${ratePerSecond} calls/s: p95 ${p95Ms} ms, ${notServed} not served${isGood ? "" : ": too much"}`);
    await delay(pauseMs);
    return isGood;
  }
  /** A disturbance from outside must not make the knee look lower: what fails is tried once more. */
  const isGoodRate = async (rate: number) => (await tryRate(rate)) || (await tryRate(rate));

  let good = firstRate;
  if (!(await isGoodRate(good))) throw new Error(`${good} calls/s are too many already: is the machine busy?`);
  let tooMuch = rounded(good * factor);
  while (await isGoodRate(tooMuch)) {
    good = tooMuch;
    tooMuch = rounded(good * factor);
  }
  for (let halving = 0; halving < halvings; halving += 1) {
    const between = rounded((good + tooMuch) / 2);
    if (await isGoodRate(between)) good = between;
    else tooMuch = between;
  }
  return { kneePerSecond: good, steps };
}
