import { addLocale, format } from "numfmt";
import { type ExactPattern, exactPattern } from "./exact-pattern.ts";
import { type DateSystem, serialText } from "./serial-date.ts";

/** Writes the values of cells as a format code says. */
export interface NumberFormat {
  number(value: number, dates: DateSystem): string;
  /** A text with what stands beside it. Empty where the format doesn't show texts. */
  text(text: string): string;
}

/** As many as Excel keeps of a format code. */
const maxCodeCharacters = 255;
/** What stands around a number. More is no unit. */
const maxBesideCharacters = 100;

/** A decimal sign that no format code has as a character of its own. */
const decimalMark = "\uE000";
const textMark = "\uE001";
addLocale({ decimal: decimalMark }, "en-exact");

/** For numbers that have no other format: exact, not rounded as in their column. */
export const plainFormat: NumberFormat = { number: exactNumber, text: (text) => text };

/**
 * The format of a code such as `#,##0.00 "€"`: the currency or unit beside the exact number, dates and times in
 * ISO 8601, texts with what stands beside them. That of numbers for a code that is broken, longer than 255 characters,
 * or that writes more than 100 characters beside a number.
 */
export function numberFormat(code: string): NumberFormat {
  if (code.length > maxCodeCharacters || code.includes(decimalMark) || code.includes(textMark)) return plainFormat;
  try {
    const exact = exactPattern(code);
    const { pattern } = exact;
    if (pattern !== undefined && written(pattern, 0).length > maxBesideCharacters) return plainFormat;
    return { number: numberWriter(exact), text: exact.isForTexts ? textWriter(code) : plainFormat.text };
  } catch {
    // The library throws for what Excel refuses.
    return plainFormat;
  }
}

function numberWriter({ meaning, pattern, hasFractions }: ExactPattern): NumberFormat["number"] {
  if (meaning !== "number") return (value, dates) => serialText(value, meaning, dates) ?? exactNumber(value);
  if (pattern === undefined) return exactNumber;
  return (value) => {
    const rounded = roundedNumber(value);
    const text = written(pattern, rounded);
    if (hasFractions && !isFractionOf(text, rounded)) return exactNumber(value);
    // Where only a colour or parentheses tell a negative number, nothing else does.
    const hasNoSign = value < 0 && /[1-9]/.test(text) && text === written(pattern, -rounded);
    return hasNoSign ? `-${text}` : text;
  };
}

/** A text with its prefix and suffix. */
function textWriter(code: string): NumberFormat["text"] {
  const [before = "", after] = format(code, textMark).split(textMark);
  if (after === undefined) return () => before.trim();
  if (before.length + after.length > maxBesideCharacters) return plainFormat.text;
  return (text) => `${before}${text}${after}`;
}

function written(pattern: string, value: number): string {
  return format(pattern, value, { locale: "en-exact" })
    .replace(/\uE000(?!\d)/g, "")
    .replaceAll(decimalMark, ".")
    .replace(/\s+/g, " ")
    .trim();
}

/** Whether a text with a fraction, such as `1 1/4`, tells the whole number. */
function isFractionOf(text: string, value: number): boolean {
  const [, whole = "0", over, under = "1"] =
    /(?:^|\s|-)(?:(\d{1,15}) )?(\d{1,15})(?: ?\/ ?(\d{1,15}))?/.exec(text) ?? [];
  return over !== undefined && Math.abs(Number(whole) + Number(over) / Number(under) - Math.abs(value)) < 1e-9;
}

/** Rounds to the 15 digits that Excel keeps, so that 0.1 + 0.2 is 0.3. */
function roundedNumber(value: number): number {
  return Number(value.toPrecision(15));
}

function exactNumber(value: number): string {
  return String(roundedNumber(value));
}
