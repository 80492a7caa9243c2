import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { runs } from "#test/support/property-runs.ts";
import { readCalendarRange } from "#workers/tools/calendar/calendar-range.ts";
import { readPastRange } from "#workers/tools/dates/date-range.ts";
import { kqlTest } from "#workers/tools/teams/chat-kql-test.ts";
import { fakeContext } from "../fake-context.ts";
import { locales, vocabularyOf } from "./date-vocabulary.ts";
import { slowestText } from "./slow-dates.ts";

const tries = 20_000;
const context = fakeContext({ timeZone: "Europe/Berlin" });
const zone = { nowMs: context.now(), zone: () => context.timeZone() };

/** The ways on which a date in words comes from a caller. */
const ways: readonly { way: string; read: (text: string) => Promise<unknown> }[] = [
  { way: "afterDateTime of a search", read: (text) => readPastRange({ afterDateTime: text }, context) },
  {
    way: "beforeDateTime of a calendar",
    read: (text) => readCalendarRange({ beforeDateTime: text }, { context, tendency: "future" }),
  },
  { way: "sent of a chat query", read: (text) => kqlTest(`sent:"${text}"`, zone) },
];
/** All in the stage `properties`, the first ones in daily use. */
const some = <T>(list: readonly T[]) => list.slice(0, runs(list.length));
const cases = some(ways).flatMap(({ way, read }) => some(locales).map((locale) => ({ way, read, locale })));

describe("a search for slow dates, which goes on with the slowest ones it finds", () => {
  it.each(cases)("finds none that is stopped, in $way with words of $locale", { timeout: 600_000 }, async (one) => {
    const stopped: string[] = [];
    const measure = (text: string) =>
      ownCpuMs(() =>
        one.read(text).catch(({ message }: Error) => {
          if (message.includes("takes too long")) stopped.push(text);
        }),
      );
    const [seed = 1] = fc.sample(fc.integer({ min: 1 }), 1);
    const slowest = await slowestText(vocabularyOf(one.locale), { tries: runs(tries), seed, measure });
    expect(stopped, `slowest: ${slowest.ms} ms`).toEqual([]);
  });
});
