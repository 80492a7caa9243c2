import { type AST, RegExpParser, visitRegExpAST } from "@eslint-community/regexpp";
import type { Pattern } from "./pattern.ts";

interface ReducedPattern extends Pattern {
  /** Whether a part of it repeats without a limit. Without one, it looks at so many characters from each place. */
  isUnlimited: boolean;
  hasLookaround: boolean;
}

/** A larger limit is no limit: the work from each place could be this many times that of the match. */
const largestLimit = 100;
/** Enough repetitions to tell whether two ways through a pattern meet. The work of a checker grows with each. */
const fewRepetitions = 4;

function reducedCounts({ min, max, greedy }: AST.Quantifier): string {
  const most = max > largestLimit ? "" : Math.min(max, fewRepetitions);
  return `{${Math.min(min, fewRepetitions)},${most}}${greedy ? "" : "?"}`;
}

/** The pattern as checkers should see it: with few repetitions where it has a limit, and none where that is large. */
export function reducePattern({ source, flags }: Pattern): ReducedPattern {
  const mode = { unicode: flags.includes("u"), unicodeSets: flags.includes("v") };
  const quantifiers: AST.Quantifier[] = [];
  let hasLookaround = false;
  visitRegExpAST(new RegExpParser().parsePattern(source, 0, source.length, mode), {
    onQuantifierEnter: (node) => quantifiers.push(node),
    onAssertionEnter({ kind }) {
      if (kind === "lookahead" || kind === "lookbehind") hasLookaround = true;
    },
  });
  const fromTheEnd = quantifiers.toSorted((one, other) => other.element.end - one.element.end);
  const reduced = fromTheEnd.reduce(
    (text, node) => text.slice(0, node.element.end) + reducedCounts(node) + text.slice(node.end),
    source,
  );
  return { source: reduced, flags, isUnlimited: quantifiers.some(({ max }) => max > largestLimit), hasLookaround };
}
