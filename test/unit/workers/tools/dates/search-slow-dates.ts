import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { locales, vocabularyOf } from "./date-vocabulary.ts";
import { slowestText } from "./slow-dates.ts";

/** What a parser may take before it is stopped. */
const limitMs = 50;

interface SlowDateSearch {
  /** The way on which the dates come from a caller. */
  way: string;
  /** Takes the text; may reject. */
  read(text: string): Promise<unknown>;
  /** For each locale. */
  tries: number;
}

/**
 * Describes a search for slow dates. Each way has a file of its own, so that they run side by side, which
 * replaces `stoppable` by what never stops: the time limit costs a third of each try, and goes by the clock, which on a
 * busy machine stops innocent texts. What is judged is the processor time of the slowest text.
 */
export function describeSlowDates({ way, read, tries }: SlowDateSearch): void {
  describe(`a search for slow dates in ${way}, which goes on with the slowest ones it finds`, () => {
    it.each(locales)("finds none that would be stopped, with words of %s", { timeout: 600_000 }, async (locale) => {
      const measure = (text: string) => ownCpuMs(() => read(text).catch(() => undefined));
      const [seed = 1] = fc.sample(fc.integer({ min: 1 }), 1);
      const slowest = await slowestText(vocabularyOf(locale), { tries, seed, measure });
      expect(slowest.ms, slowest.text).toBeLessThan(limitMs);
    });
  });
}
