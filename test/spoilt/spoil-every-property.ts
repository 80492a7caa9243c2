import fc from "fast-check";
import { isThorough } from "#test/support/property-runs.ts";
import type { Question } from "#test/tools/tool-tests.ts";
import { faultOf } from "./judge.ts";
import { describeSpoil, idsOf, noteAnswers, removing, type Spoil, spoiling, spoilsOf } from "./spoilt-answers.ts";
import type { SpoiltWorld } from "./spoilt-world.ts";

/** How often the same property of the same kind of answer is spoilt in the same way, over all questions to a tool. */
const timesEach = isThorough ? Number.POSITIVE_INFINITY : 1;
/** Random sets of three spoils, for each question. */
const threesEach = isThorough ? 20 : 5;
const seed = 20_261_126;

const threesOf = (spoils: readonly Spoil[]): Spoil[][] =>
  spoils.length === 0
    ? []
    : fc.sample(fc.array(fc.constantFrom(...spoils), { minLength: 3, maxLength: 3 }), { numRuns: threesEach, seed });

/**
 * All that is wrong with the answers to these questions when parts of Graph's answers are spoilt. Each is asked again
 * and again: once for each property of each answer and each way in which it can be spoilt, and with random sets of
 * three. What other questions have spoilt as often as is enough is left out.
 */
export async function spoilQuestions(
  { asking }: SpoiltWorld,
  tool: string,
  questions: readonly Question[],
): Promise<string[]> {
  const faults = new Set<string>();
  const spoiltBefore = new Map<string, number>();
  const isNew = (one: Spoil): boolean => {
    const times = spoiltBefore.get(describeSpoil(one)) ?? 0;
    spoiltBefore.set(describeSpoil(one), times + 1);
    return times < timesEach;
  };
  let tried = 0;
  for (const args of questions) {
    const noted = noteAnswers();
    const whole = await asking.ask(tool, args, noted.onAnswer);
    if (!("output" in whole))
      throw new Error(`${tool} ${JSON.stringify(args)} is not answered: ${JSON.stringify(whole)}`);
    const spoils = spoilsOf(noted.answers);
    const sets = [...spoils.filter(isNew).map((one) => [one]), ...threesOf(spoils)];
    for (const set of sets) {
      const spoilt = await asking.ask(tool, args, spoiling(set));
      const onAnswer = removing(set);
      const without = onAnswer && (() => asking.ask(tool, args, onAnswer));
      const fault = await faultOf({ whole, spoilt, ids: idsOf(noted.answers, set), without });
      if (fault !== undefined) faults.add(`${set.map(describeSpoil).join("; ")}: ${fault}`);
    }
    tried += sets.length;
  }
  process.stderr.write(`${tool}: ${questions.length} questions, ${tried} answers with something spoilt\n`);
  return [...faults];
}
