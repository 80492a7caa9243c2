import * as chrono from "chrono-node";

/** The locales whose parsers get texts of callers, those first whose patterns are most at risk. */
export const locales = ["uk", "en", "ru", "de", "fr", "es", "pt", "it", "nl", "sv", "vi", "fi", "ja", "zh"] as const;

const separators = [" ", " ", " ", ", ", ",", "-", " - ", ".", ":", "/", "'", "+", "~", ""];
const numbers = ["1", "1", "7", "12", "30", "2026", "1.", "0"];

/** What a locale's patterns are made of: all words in them, numbers and separators. */
export function vocabularyOf(locale: (typeof locales)[number]): {
  words: readonly string[];
  separators: readonly string[];
} {
  const context = new chrono.ParsingContext("", new Date(0), {});
  // biome-ignore lint/performance/noDynamicNamespaceImportAccess: nothing is bundled
  const sources = chrono[locale].casual.parsers.map((parser) => parser.pattern(context).source);
  const words = sources.flatMap(
    (source) => source.replace(/\\[pP]\{\w+\}|\\./g, " ").match(/\p{L}[\p{L}\p{M}]*/gu) ?? [],
  );
  return { words: [...new Set(words), ...numbers], separators };
}
