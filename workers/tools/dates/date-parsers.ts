import { setImmediate } from "node:timers/promises";
import * as chrono from "chrono-node";

export type DateParser = typeof chrono.en.casual;

/** A script, and the parsers of the languages that are written in it. */
export interface ScriptParsers {
  letters: RegExp;
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

const cyrillic: ScriptParsers = {
  letters: /\p{Script=Cyrillic}/u,
  ofTables: [],
  parsers: [chrono.ru.casual, chrono.uk.casual],
  // Between units of time they match a space in four ways: each further word takes four times as long.
  maxWords: 6,
};

const eastAsian: ScriptParsers = {
  letters: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  ofTables: [chrono.ja.casual, chrono.zh.casual],
  parsers: [],
};

const latin: ScriptParsers = {
  letters: /\p{Script=Latin}|^\P{L}*$/u,
  ofTables: [
    chrono.en.casual,
    chrono.de.casual,
    chrono.fr.casual,
    chrono.es.casual,
    chrono.pt.casual,
    chrono.it.casual,
    chrono.nl.casual,
  ],
  parsers: [chrono.sv.casual, chrono.vi.casual, chrono.fi.casual],
};

/** The parsers for a text, by its script. Dates in other scripts may have Latin letters, as in "10 pm". */
export function parsersFor(text: string): ScriptParsers | undefined {
  return [cyrillic, eastAsian, latin].find(({ letters }) => letters.test(text));
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
