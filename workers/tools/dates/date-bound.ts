import { DateTime } from "luxon";
import { ToolError } from "#common/errors.ts";
import { maxDateLength } from "#common/tools/schemas/date-parameter.ts";
import type { DateTendency } from "./guessed-date.ts";
import { type NaturalDate, naturalDate } from "./natural-date.ts";
import { fullYear, isNear } from "./phrases/digits.ts";
import { languageAt } from "./phrases/languages.ts";
import { isZoneName } from "./zone-name.ts";

export interface DateBound {
  unixMs: number;
  /** The end of the time that the text names, as the first moment after it. The same as `unixMs` for a moment. */
  endMs: number;
  /** The moment with its offset, and the time zone if one was applied, to show how the text was understood. */
  interpretation: string;
  /** The other end, of a text that names both: "Oct 1 to Oct 15". */
  other?: DateBound;
  /** The end that the words are for, whichever was asked for: "since Monday", "until Friday". */
  side?: "start" | "end";
}

export interface DateContext {
  /** The name of the parameter, for error messages. */
  parameter: string;
  nowMs: number;
  /** Called only when the text has no offset. */
  zone(): Promise<string>;
  /** How a date without a year is completed. Default `past`. */
  tendency?: DateTendency;
  /** Which end of a range the date is. Default `start`. */
  edge?: "start" | "end";
  /** The start of the range is given, too: then its end without a year is of the past, as the start is. */
  hasStart?: boolean;
  /** The first month of the tenant's fiscal year, where it is known. */
  fiscalYearStart?: number | undefined;
}

const isoDate = /^\d{4}(?:-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?)?)?$/i;
const isoWithOffset = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)? ?(?:Z|[+-]\d{2}:?\d{2})$/i;
/** Dates with dots put the day first in most locales that use them. After a letter they are of a Japanese era. */
const dayFirst = /(?<![\d.\p{L}])(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|\d{2})(?![\d.])/gu;

/**
 * Parses one end of a time range: ISO 8601, or words such as "yesterday", "last week" or "2 days ago", also in other
 * languages. A day, week or month stands for its first moment in the time zone.
 * @throws `invalid_input` for text that is not understood, is ambiguous or too long
 */
export async function readDateBound(text: string, context: DateContext): Promise<DateBound> {
  const { nowMs, tendency, edge, hasStart, fiscalYearStart } = context;
  const trimmed = text.trim().replace(/\s+/g, " ");
  if (trimmed.length > maxDateLength) throw refuse({ ...context, text }, `has more than ${maxDateLength} characters`);
  if (isoWithOffset.test(trimmed)) {
    const at = DateTime.fromISO(trimmed.replace(/ (?=\d)/, "T").replace(" ", ""), { setZone: true });
    return bound({ at, end: at }, undefined, { ...context, text });
  }
  const zone = await context.zone();
  const written = withIsoDates(trimmed, { zone, thisYear: new Date(nowMs).getUTCFullYear() });
  const date = isoDate.test(written)
    ? isoDateIn(written, zone)
    : await naturalDate(written, { nowMs, zone, tendency, edge, hasStart, fiscalYearStart });
  return bound(date, zone, { ...context, text });
}

/** A text with its dates with dots as ISO 8601 has them, but for those that may be 26.9.15 as Koreans write it. */
function withIsoDates(text: string, { zone, thisYear }: { zone: string; thisYear: number }): string {
  return text.replace(dayFirst, (all, day: string, month: string, year: string) => {
    const isYearFirst = year.length === 2 && isNear(Number(day), thisYear) && languageAt(zone)?.order === "year-first";
    return isYearFirst ? all : `${fullYear(year, thisYear)}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  });
}

function isoDateIn(text: string, zone: string): NaturalDate {
  const at = DateTime.fromISO(text.replace(" ", "T"), { zone });
  const length = { 4: { years: 1 }, 7: { months: 1 }, 10: { days: 1 } }[text.length] ?? {};
  return { at, end: at.plus(length) };
}

/** Returns the zone if it is an IANA name. @throws `invalid_input` otherwise */
export function checkTimeZone(zone: string): string {
  if (isZoneName(zone)) return zone;
  throw new ToolError("invalid_input", `timeZone: "${zone}" is not an IANA time zone, such as "Europe/Berlin".`);
}

function bound(
  date: NaturalDate | string,
  zone: string | undefined,
  context: DateContext & { text: string },
): DateBound {
  if (typeof date === "string") throw refuse(context, date);
  const { at, end, other, side } = date;
  if (!at.isValid) throw refuse(context, "is not a date that exists");
  const written = at.toISO({ suppressMilliseconds: true }) ?? "";
  const interpretation = zone === undefined ? written : `${written} (${zone})`;
  const named = { unixMs: at.toMillis(), endMs: end.toMillis(), interpretation, ...(side && { side }) };
  return other === undefined ? named : { ...named, other: bound({ at: other, end: other }, zone, context) };
}

function refuse({ parameter, text }: { parameter: string; text: string }, what: string): ToolError {
  const shown = text.length > maxDateLength ? `${text.slice(0, maxDateLength)}…` : text;
  return new ToolError(
    "invalid_input",
    `${parameter}: "${shown}" ${what}. Write an ISO 8601 date such as 2026-03-31 or 2026-03-31T14:00:00+02:00, ` +
      'or words such as "yesterday", "last week" or "3 days ago".',
  );
}
