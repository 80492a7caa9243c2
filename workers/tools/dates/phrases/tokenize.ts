import { fullYear, readDigits } from "./digits.ts";
import { isKanjiDigit, kanjiNumber, kanjiPair } from "./kanji-number.ts";
import type { Language, Meaning } from "./language.ts";
import { says, type Token } from "./token.ts";

const letter = /[\p{L}\p{M}]/u;
const digit = /\d/;
const skipped = new Set([..." ,.、。・"]);

/**
 * The longest word of the language that begins here, and in a language with spaces ends with a word of the text. After
 * a number, 月末 is two words: 10月 and its end.
 */
function wordAt(text: string, at: number, { lexicon, longestWord, joins }: Language, isAfterNumber = false) {
  for (let length = Math.min(longestWord, text.length - at); length > 0; length -= 1) {
    const word = text.slice(at, at + length);
    const meanings = lexicon.get(word);
    if (meanings === undefined || (isAfterNumber && isOwnWord(meanings))) continue;
    if (!goesOn(word, text.charAt(at + length)) || mayJoin(meanings, joins)) return { meanings, length };
  }
  return undefined;
}

/** What a number doesn't stand before: an end of a month, a count (10일 주 is no week), a weekday in one letter. */
function isOwnWord([first = "filler", second]: readonly Meaning[]): boolean {
  return (
    (first.startsWith("unit ") && second?.startsWith("edge ") === true) ||
    first.startsWith("count ") ||
    (first.startsWith("weekday ") && second === "range")
  );
}

function mayJoin([first = "filler"]: readonly Meaning[], joins: Language["joins"]): boolean {
  return joins === "always" || (joins === "parts" && /^(?:day|weekday|morning)\b/.test(first));
}

function goesOn(word: string, next: string): boolean {
  return letter.test(next) && letter.test(word.charAt(word.length - 1));
}

function tokenOf(meaning: Meaning): Token {
  const [name, month, day] = meaning.split(" ");
  return name === "date" ? { is: "date", month: Number(month), day: Number(day) } : { is: "meaning", meaning };
}

/** Signs between the ends of a range. */
const rangeSigns = new Set([..."-\u2013\u2014~\u301c"]);

const yearAfterApostrophe = /'(\d{2})(?!\d)/y;

/** The sign in 2025-Q3 and Q3/2025. */
function isInQuarter(text: string, at: number): boolean {
  if (!/[-/]/.test(text.charAt(at))) return false;
  return (
    /^\d{4}[-/][qt]\d/.test(text.slice(at - 4, at + 3)) ||
    /^[qt]\d[-/](?:\d{4}|\d{2}(?!\d))/.test(text.slice(at - 2, at + 5))
  );
}

/** The year of June '25. */
function shortYear(text: string, at: number, thisYear: number): number | undefined {
  yearAfterApostrophe.lastIndex = at;
  const digits = yearAfterApostrophe.exec(text)?.[1];
  return digits === undefined ? undefined : fullYear(digits, thisYear);
}

/** "Op 3-11" and "sinds 3-11" have a date, and "morgen 10-12" has hours. */
function isBeforeDate(before: string, last: Token | undefined): boolean {
  return /^op $/.test(before) || says(last, /^bound /);
}

const yearDigits = /(?:\d{4}|\d{2})(?!\d)/y;

/** The year of "Oct/2025" and "out/25". */
function yearAfterMonth(text: string, at: number, before: Token | undefined): string | undefined {
  yearDigits.lastIndex = at;
  return says(before, /^month /) ? yearDigits.exec(text)?.[0] : undefined;
}

function kanjiLength(text: string, at: number, language: Language): number {
  let end = at;
  while (end < text.length && isKanjiDigit(text.charAt(end))) {
    if (end > at && wordAt(text, end, language)) break;
    end += 1;
  }
  return end - at;
}

/**
 * The parts of a text in a language. Undefined if any word or sign of it is unknown there. The text is one that
 * `foldText` has made. Takes time that grows with the length of the text, times the longest word.
 */
export function tokenize(text: string, language: Language, thisYear: number): Token[] | undefined {
  const tokens: Token[] = [];
  const { order, orderHere, ordinalSuffixes = [], hasDashes = false } = language;
  let era: Meaning | undefined;
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at);
    if (skipped.has(character) || isInQuarter(text, at)) {
      at += 1;
      continue;
    }
    const word = wordAt(text, at, language, tokens.at(-1)?.is === "number");
    if (word) {
      tokens.push(...word.meanings.map(tokenOf));
      era = word.meanings.find((meaning) => meaning.startsWith("era "));
      at += word.length;
      continue;
    }
    if (rangeSigns.has(character)) {
      tokens.push({ is: "meaning", meaning: "range" });
      at += 1;
      continue;
    }
    const ofMonth = character === "/" ? yearAfterMonth(text, at + 1, tokens.at(-1)) : undefined;
    if (ofMonth !== undefined) {
      tokens.push({ is: "number", value: fullYear(ofMonth, thisYear), isOrdinal: false });
      at += 1 + ofMonth.length;
      continue;
    }
    // "Oct/Nov"
    if (character === "/" && letter.test(text.charAt(at - 1))) {
      tokens.push({ is: "meaning", meaning: "or" });
      at += 1;
      continue;
    }
    if (digit.test(character)) {
      const found = readDigits(text, at, {
        order,
        orderHere,
        ordinalSuffixes,
        thisYear,
        isAfterEra: era !== undefined,
        hasDashes: hasDashes && isBeforeDate(text.slice(0, at), tokens.at(-1)),
        hasWords: letter.test(text),
        isAfterAt: says(tokens.at(-1), /^(?:at|hour-article)$/),
      });
      if (found === undefined) return undefined;
      tokens.push(...found.tokens);
      at += found.length;
      era = undefined;
      continue;
    }
    const short = character === "'" ? shortYear(text, at, thisYear) : undefined;
    if (short !== undefined) {
      tokens.push({ is: "number", value: short, isOrdinal: false });
      at += 3;
      continue;
    }
    const length = language.joins === "always" && isKanjiDigit(character) ? kanjiLength(text, at, language) : 0;
    if (length === 0) return undefined;
    const number = text.slice(at, at + length);
    const values = kanjiPair(number) ?? [kanjiNumber(number)];
    for (const value of values) {
      if (value === undefined) return undefined;
      tokens.push({ is: "number", value, isOrdinal: false, isWord: true });
    }
    at += length;
  }
  return tokens;
}
