import { check } from "recheck";
import { analyse } from "scslre";
import type { Pattern } from "./pattern.ts";
import { reducePattern } from "./reduce-pattern.ts";

const linear = undefined;

// The same checker as JavaScript takes ten times as long.
process.env.RECHECK_BACKEND = "native";

/** Whether recheck has a program for this platform. */
export async function hasRecheck(): Promise<boolean> {
  return check("a", "").then(
    () => true,
    () => false,
  );
}

/**
 * Why a search by the pattern may take more than linear time, found within a millisecond by scslre: by a text that
 * repeats one character. Undefined where it found no reason.
 */
export function slownessAtOneCharacter(pattern: Pattern): string | undefined {
  const { source, flags, isUnlimited } = reducePattern(pattern);
  if (!isUnlimited) return linear;
  const [report] = analyse({ source, flags }).reports;
  return report && `slow on many ${report.character.literal.source} (${report.type})`;
}

/**
 * Why a search by the pattern may take more than linear time, by recheck, which decides that: in seconds, where the
 * pattern is long. Undefined where it takes linear time, or has a lookaround, which recheck can't decide.
 */
export async function slowness(pattern: Pattern): Promise<string | undefined> {
  const { source, flags, isUnlimited, hasLookaround } = reducePattern(pattern);
  if (!isUnlimited || hasLookaround) return linear;
  const found = await check(source, flags, { checker: "automaton", timeout: 120_000, maxNFASize: 1_000_000 });
  if (found.status === "safe") return linear;
  return found.status === "vulnerable"
    ? `${found.complexity.summary}: ${found.attack.pattern}`
    : `not decided: ${found.error.kind}`;
}
