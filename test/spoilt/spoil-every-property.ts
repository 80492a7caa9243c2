import fc from "fast-check";
import type { Arguments, PersonAsking } from "#test/support/person-asking.ts";
import { isThorough } from "#test/support/property-runs.ts";
import { faultOf } from "./judge.ts";
import { describeSpoil, idsOf, noteAnswers, removing, type Spoil, spoiling, spoilsOf } from "./spoilt-answers.ts";

export interface SpoiltQuestion {
  /** How many answers were made of spoilt parts. */
  tried: number;
  faults: string[];
}

/** Random sets of three. */
const threesOf = (spoils: readonly Spoil[], options: { count: number; seed: number }): Spoil[][] =>
  spoils.length === 0
    ? []
    : fc.sample(fc.array(fc.constantFrom(...spoils), { minLength: 3, maxLength: 3 }), {
        numRuns: options.count,
        seed: options.seed,
      });

/** How often the same property of the same kind of answer is spoilt in the same way, over all questions to a tool. */
const timesEach = isThorough ? Number.POSITIVE_INFINITY : 1;

/**
 * Asks a question again and again: once for each property of each answer and each way in which it can be spoilt, and
 * with random sets of three. What other questions have spoilt as often as is enough is left out.
 */
export async function spoilEveryProperty(options: {
  asking: PersonAsking;
  tool: string;
  args: Arguments;
  threes: number;
  seed: number;
  /** How often each was spoilt by the questions before. */
  spoiltBefore: Map<string, number>;
}): Promise<SpoiltQuestion> {
  const { asking, tool, args, threes, seed, spoiltBefore } = options;
  const noted = noteAnswers();
  const whole = await asking.ask(tool, args, noted.onAnswer);
  if (!("output" in whole))
    throw new Error(`${tool} ${JSON.stringify(args)} is not answered: ${JSON.stringify(whole)}`);
  const spoils = spoilsOf(noted.answers);
  const isNew = (one: Spoil): boolean => {
    const times = spoiltBefore.get(describeSpoil(one)) ?? 0;
    spoiltBefore.set(describeSpoil(one), times + 1);
    return times < timesEach;
  };
  const sets = [...spoils.filter(isNew).map((one) => [one]), ...threesOf(spoils, { count: threes, seed })];
  const faults = new Set<string>();
  for (const set of sets) {
    const spoilt = await asking.ask(tool, args, spoiling(set));
    const onAnswer = removing(set);
    const without = onAnswer && (() => asking.ask(tool, args, onAnswer));
    const fault = await faultOf({ whole, spoilt, ids: idsOf(noted.answers, set), without });
    if (fault !== undefined) faults.add(`${set.map(describeSpoil).join("; ")}: ${fault}`);
  }
  return { tried: sets.length, faults: [...faults] };
}
