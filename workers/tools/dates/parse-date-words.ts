import type { ParsedComponents } from "chrono-node";
import type { DateTime } from "luxon";
import { type DateParser, parsersFor, type ScriptParsers, warmUp } from "./date-parsers.ts";
import { stoppable } from "./stoppable.ts";
import { tooManyWords } from "./word-limit.ts";

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
  if ((text.match(/\d/g)?.length ?? 0) > maxDigits) return notUnderstood;
  const script = await parsersFor(text);
  if (script === undefined) return notUnderstood;
  const { ofTables, parsers, maxWords } = script;
  const tooMany = tooManyWords(text, maxWords);
  if (tooMany !== undefined) return tooMany;
  await warmUp([...ofTables, ...parsers]);
  const parsed = await stoppable(() => parseWithAny(script, text, now));
  return parsed ? (parsed.value ?? notUnderstood) : "takes too long to understand";
}

function parseWithAny({ ofTables, parsers }: ScriptParsers, text: string, now: DateTime): ParsedDate | undefined {
  for (const parser of [...ofTables, ...parsers]) {
    const components = parseWhole(parser, text, now);
    if (!components || (ofTables.includes(parser) && !isAbsolute(components, text))) continue;
    return { components, hour: hourOf(components, { parser, text, now }) };
  }
  return undefined;
}

/** Whether the text has the number of the day, and names its month. */
function isAbsolute(parsed: ParsedComponents, text: string): boolean {
  const isRelative = [...parsed.tags()].some((tag) => /^(?:result|casualReference)\//.test(tag));
  const numbers = text.match(/\d+/g)?.map(Number) ?? [];
  const hasDay = parsed.isCertain("day") && numbers.includes(parsed.get("day") ?? 0);
  return hasDay && parsed.isCertain("month") && !isRelative;
}

function parseWhole(parser: DateParser, text: string, now: DateTime): ParsedComponents | undefined {
  const [result, ...others] = parser.parse(text, { instant: now.toJSDate(), timezone: now.offset });
  return result && !result.end && others.length === 0 && result.text.length === text.length ? result.start : undefined;
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
