import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "#test/support/property-runs.ts";
import type { Language } from "#workers/tools/dates/phrases/language.ts";
import { languages } from "#workers/tools/dates/phrases/languages.ts";
import { tokenize } from "#workers/tools/dates/phrases/tokenize.ts";
import { foldText } from "#workers/tools/text/fold-text.ts";
import { meaningOf } from "./read-phrases.ts";

/** Words of one language, in any order, with numbers between them. */
const wordsOfOneLanguage = fc.constantFrom(...languages).chain((language) =>
  fc
    .array(fc.oneof(fc.constantFrom(...language.lexicon.keys()), fc.constantFrom("3", "7", "2026", "10/5", "17:30")), {
      minLength: 1,
      maxLength: 5,
    })
    .map((words) => words.join(language.joins === "always" ? "" : " ").slice(0, 60))
    // A number alone is a year as ISO 8601 writes it, up to 9999.
    .filter((phrase) => !/^\d+$/.test(phrase)),
);

describe("any words of a language", () => {
  it("are a time between 1900 and 2200, or refused with invalid_input", async () => {
    await fc.assert(
      fc.asyncProperty(wordsOfOneLanguage, fc.constantFrom("start", "end"), async (phrase, edge) => {
        const meaning = await meaningOf(phrase, { edge });
        if (meaning !== undefined) expect(meaning).toMatch(/^(?:19|20|21|2200)/);
      }),
      { numRuns: runs(5_000) },
    );
  });

  it("never mean a year other than the one that is named", async () => {
    const years = fc.integer({ min: 1950, max: 2150 });
    const forms = [
      "{} Q3",
      "October {}",
      "5 octobre {}",
      "{}年10月5日",
      "Ende {}",
      "{}년 3분기",
      "in {}",
      "{}年上半年",
    ];
    await fc.assert(
      fc.asyncProperty(years, fc.constantFrom(...forms), async (year, form) => {
        const phrase = form.replace("{}", String(year));
        expect([phrase, (await meaningOf(phrase))?.slice(0, 4)]).toEqual([phrase, String(year)]);
      }),
      { numRuns: runs(500) },
    );
  });

  it("take at most two look-ups for each length of a word at each letter", () => {
    const counted = (language: Language) => {
      let lookUps = 0;
      const lexicon = new Map(language.lexicon);
      const get = lexicon.get.bind(lexicon);
      lexicon.get = (word) => {
        lookUps += 1;
        return get(word);
      };
      return { language: { ...language, lexicon }, lookUps: () => lookUps };
    };
    const texts = fc.oneof(wordsOfOneLanguage, fc.string({ maxLength: 60 }), fc.constant("一".repeat(60)));
    fc.assert(
      fc.property(texts, fc.constantFrom(...languages), (text, language) => {
        const folded = foldText(text);
        const { language: watched, lookUps } = counted(language);
        tokenize(folded, watched, 2026);
        expect(lookUps()).toBeLessThanOrEqual(2 * folded.length * language.longestWord);
      }),
      { numRuns: runs(2_000) },
    );
  });
});
