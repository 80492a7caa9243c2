import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { hasAllRuns } from "#test/support/property-runs.ts";
import { locales, vocabularyOf } from "./date-vocabulary.ts";
import { slowestText } from "./slow-dates.ts";

interface SlowDateSearch {
  /** The way on which the dates come from a caller. */
  way: string;
  /** Takes the text, and rejects in words if it is stopped. */
  read(text: string): Promise<unknown>;
  /** For each locale. */
  tries: number;
  /** The locales of daily use; the stage `properties` takes all. */
  daily: readonly (typeof locales)[number][];
}

/** On a busy machine any parse may be preempted, but not the same one each time. */
const doubts = 4;

/** Describes a search for slow dates. Each way has a file of its own, so that they run side by side. */
export function describeSlowDates({ way, read, tries, daily }: SlowDateSearch): void {
  describe(`a search for slow dates in ${way}, which goes on with the slowest ones it finds`, () => {
    it.each(hasAllRuns ? locales : daily)(
      "finds none that is stopped, with words of %s",
      { timeout: 600_000 },
      async (locale) => {
        const stopped = new Set<string>();
        const isStopped = (text: string) =>
          read(text).then(
            () => false,
            ({ message }: Error) => message.includes("takes too long"),
          );
        const measure = (text: string) =>
          ownCpuMs(async () => {
            if (await isStopped(text)) stopped.add(text);
          });
        const [seed = 1] = fc.sample(fc.integer({ min: 1 }), 1);
        const slowest = await slowestText(vocabularyOf(locale), { tries, seed, measure });
        for (let again = 0; again < doubts; again += 1) {
          for (const text of stopped) if (!(await isStopped(text))) stopped.delete(text);
        }
        expect([...stopped], `slowest: ${slowest.ms} ms`).toEqual([]);
      },
    );
  });
}
