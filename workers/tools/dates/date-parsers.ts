import { setImmediate } from "node:timers/promises";

type Chrono = typeof import("chrono-node");
export type DateParser = Chrono["en"]["casual"];

/** The parsers of the languages that are written in one script. */
export interface ScriptParsers {
  /**
   * Parsers of languages whose dates in words have tables of their own (`phrases/`): these read dates and times in
   * digits and names of months only.
   */
  ofTables: readonly DateParser[];
  /** In the order in which they are tried, after those. */
  parsers: readonly DateParser[];
  /** The most words that they may get, where even ten may take more than some milliseconds. */
  maxWords?: number;
}

interface Script {
  letters: RegExp;
  parsersOf(chrono: Chrono): ScriptParsers;
}

const cyrillic: Script = {
  letters: /\p{Script=Cyrillic}/u,
  parsersOf: ({ ru, uk }) => ({
    ofTables: [],
    parsers: [ru.casual, uk.casual],
    // Between units of time they match a space in four ways: each further word takes four times as long.
    maxWords: 6,
  }),
};

const eastAsian: Script = {
  letters: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  parsersOf: ({ ja, zh }) => ({ ofTables: [ja.casual, zh.casual], parsers: [] }),
};

const latin: Script = {
  letters: /\p{Script=Latin}|^\P{L}*$/u,
  parsersOf: ({ en, de, fr, es, pt, it, nl, sv, vi, fi }) => ({
    ofTables: [en.casual, de.casual, fr.casual, es.casual, pt.casual, it.casual, nl.casual],
    parsers: [sv.casual, vi.casual, fi.casual],
  }),
};

/**
 * The parsers for a text, by its script. Dates in other scripts may have Latin letters, as in "10 pm". They are loaded
 * for the first date that our tables don't know: that is a seventh of all modules of a worker.
 */
export async function parsersFor(text: string): Promise<ScriptParsers | undefined> {
  const script = [cyrillic, eastAsian, latin].find(({ letters }) => letters.test(text));
  return script?.parsersOf(await import("chrono-node"));
}

/** A letter of each of the widths for which V8 compiles a regular expression; the narrow one is compiled twice. */
const warmUpTexts = ["x", "x", "ő"];
const warm = new WeakSet<DateParser>();

/**
 * Has parsers compile their regular expressions, for some 40 ms at most in a turn of the event loop, and fill their
 * caches: only then may they be stopped halfway. Does nothing the second time.
 */
export async function warmUp(parsers: readonly DateParser[]): Promise<void> {
  for (const parser of parsers) {
    if (warm.has(parser)) continue;
    for (const text of warmUpTexts) {
      parser.parse(text);
      await setImmediate();
    }
    warm.add(parser);
  }
}
