import type { ParsedComponents } from "chrono-node";
import type { DateTime } from "luxon";
import { type DateParser, parsersFor, warmUp } from "./date-parsers.ts";
import { stoppable } from "./stoppable.ts";

/** Enough for a date with its time. */
const maxDigits = 14;

/** The tag that chrono gives to "2 months ago", and also to "next month". */
export const counted = "result/relativeDate";
/** The hour that chrono implies for a date without a time. */
const impliedHour = 12;
/** The length of night, morning, afternoon and evening. */
const partHours = 6;

export const notUnderstood = "is not understood as a date";

/** A date as chrono understands it. */
export interface ParsedDate {
  components: ParsedComponents;
  /** The hour in the text, or the first hour of the part of the day that it names. */
  hour: number | undefined;
}

/**
 * Parses a date in words in any of 14 languages. If that fails, the result is the reason, which ends a sentence that
 * begins with the text. Chrono's regular expressions take exponential time: so it gets few words only, in the languages
 * of their script, and is stopped after a while. The text must be short.
 */
export async function parseDateWords(text: string, now: DateTime): Promise<ParsedDate | string> {
  if (count(text, /\d/g) > maxDigits) return notUnderstood;
  const script = parsersFor(text);
  if (script === undefined) return notUnderstood;
  const { parsers, maxWords } = script;
  if (count(text, /\p{L}[\p{L}\p{M}]*/gu) > maxWords) return `has more than ${maxWords} words`;
  await warmUp(parsers);
  const parsed = await stoppable(() => parseWithAny(parsers, text, now));
  return parsed ? (parsed.value ?? notUnderstood) : "takes too long to understand";
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function parseWithAny(parsers: readonly DateParser[], text: string, now: DateTime): ParsedDate | undefined {
  for (const parser of parsers) {
    const components = parseWhole(parser, text, now);
    if (components) return { components, hour: hourOf(components, { parser, text, now }) };
  }
  return undefined;
}

function parseWhole(parser: DateParser, text: string, now: DateTime): ParsedComponents | undefined {
  const [result, ...others] = parser.parse(text, { instant: now.toJSDate(), timezone: now.offset });
  return result && others.length === 0 && result.text.length === text.length ? result.start : undefined;
}

function hourOf(
  parsed: ParsedComponents,
  { parser, text, now }: { parser: DateParser; text: string; now: DateTime },
): number | undefined {
  const hour = parsed.get("hour");
  if (hour === null || parsed.isCertain("hour")) return hour ?? undefined;
  if (hour === impliedHour || parsed.tags().has(counted)) return undefined;
  // Without an hour in the text chrono implies the current one, which differs when parsed at another time of day.
  const atAnotherHour = parseWhole(parser, text, now.set({ hour: (now.hour + 5) % 24 }));
  return atAnotherHour?.get("hour") === hour ? hour - (hour % partHours) : undefined;
}
