import { mkdirSync, writeFileSync } from "node:fs";
import type { describeMachine } from "./machine.ts";

/** One thing that we say of the product, with the number that was measured and, where there is one, its bar. */
export interface Claim {
  /** A sentence for a reader, without the number. */
  says: string;
  measured: number;
  /** Behind the number: "ms", "×", "calls". */
  unit: string;
  /** The bar: at most, or at least. Without one the number is only reported. */
  most?: number;
  least?: number;
}

export interface BenchResult {
  /** How the same is measured again. */
  command: string;
  machine: ReturnType<typeof describeMachine>;
  claims: readonly Claim[];
  /** Why the bars don't count this time, such as a run that was too short. */
  unjudged?: string;
}

const folder = new URL("../../docs/internals/bench/", import.meta.url);

/** Whether a number is on the right side of its bar; one that could not be measured is not. */
export function isMet({ measured, most = Number.POSITIVE_INFINITY, least = Number.NEGATIVE_INFINITY }: Claim): boolean {
  return measured <= most && measured >= least;
}

/** `≤ 3 ms`, `≥ 3.6 ×`, or nothing. */
export function barOf({ most, least, unit }: Claim): string {
  if (most !== undefined) return `≤ ${most} ${unit}`;
  return least === undefined ? "" : `≥ ${least} ${unit}`;
}

/** Says each claim with MET or NOT MET, and makes the process end with 1 when one is not. */
export function reportClaims(claims: readonly Claim[], unjudged?: string): void {
  for (const claim of claims) {
    const bar = barOf(claim);
    const verdict = bar === "" || unjudged !== undefined ? "      " : isMet(claim) ? "MET   " : "NOT MET";
    console.log(
      `${verdict.padEnd(8)}${claim.says}: ${claim.measured} ${claim.unit}${bar === "" ? "" : ` (bar: ${bar})`}`,
    );
  }
  if (unjudged !== undefined) console.log(`The bars are not judged: ${unjudged}`);
  if (unjudged === undefined && !claims.every(isMet)) process.exitCode = 1;
}

/** Keeps a result in docs/internals/bench, and says its claims as `reportClaims` does. */
export function reportResult(name: string, result: BenchResult & Readonly<Record<string, unknown>>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(result, null, 2)}\n`);
  reportClaims(result.claims, result.unjudged);
  console.log(`Written to docs/internals/bench/${name}.json`);
}

/** Two digits after the point: more would only pretend. */
export const rounded = (value: number) => Math.round(value * 100) / 100;
