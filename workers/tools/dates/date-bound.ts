import { DateTime } from "luxon";
import { ToolError } from "#common/errors.ts";
import { maxDateLength } from "#common/tools/schemas/date-parameter.ts";
import type { DateTendency } from "./guessed-date.ts";
import { naturalDate } from "./natural-date.ts";
import { isZoneName } from "./zone-name.ts";

export interface DateBound {
  unixMs: number;
  /** The moment with its offset, and the time zone if one was applied, to show how the text was understood. */
  interpretation: string;
}

export interface DateContext {
  /** The name of the parameter, for error messages. */
  parameter: string;
  nowMs: number;
  /** Called only when the text has no offset. */
  zone(): Promise<string>;
  /** How a date without a year is completed. Default `past`. */
  tendency?: DateTendency;
}

const isoDate = /^\d{4}(?:-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?)?)?$/i;
const isoWithOffset = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)? ?(?:Z|[+-]\d{2}:?\d{2})$/i;
/** Dates with dots put the day first in every locale that uses them. */
const dayFirst = /(?<![\d.])(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|\d{2})(?![\d.])/;
const dayOrMonthFirst = /(?<![\d/:-])(\d{1,2})[/-](\d{1,2})(?:[/-]\d{2,4})?(?![\d/:-])/;

/**
 * Parses one end of a time range: ISO 8601, or words such as "yesterday", "last week" or "2 days ago", also in other
 * languages. A day, week or month stands for its first moment in the time zone.
 * @throws `invalid_input` for text that is not understood, is ambiguous or too long
 */
export async function readDateBound(text: string, context: DateContext): Promise<DateBound> {
  const trimmed = text.trim().replace(/\s+/g, " ").replace(dayFirst, toIsoDate);
  if (trimmed.length > maxDateLength) throw refuse({ ...context, text }, `has more than ${maxDateLength} characters`);
  if (isoWithOffset.test(trimmed)) {
    const moment = DateTime.fromISO(trimmed.replace(/ (?=\d)/, "T").replace(" ", ""), { setZone: true });
    return bound(moment, undefined, { ...context, text });
  }
  const [, first, second] = dayOrMonthFirst.exec(trimmed) ?? [];
  if (first !== undefined && first !== second && Number(first) <= 12 && Number(second) <= 12) {
    throw refuse({ ...context, text }, "can mean two dates (day or month first)");
  }
  const zone = await context.zone();
  const moment = isoDate.test(trimmed)
    ? DateTime.fromISO(trimmed.replace(" ", "T"), { zone })
    : await naturalDate(trimmed, { nowMs: context.nowMs, zone, tendency: context.tendency });
  return bound(moment, zone, { ...context, text });
}

function toIsoDate(_all: string, day: string, month: string, year: string): string {
  return `${year.padStart(4, "20")}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

/** Returns the zone if it is an IANA name. @throws `invalid_input` otherwise */
export function checkTimeZone(zone: string): string {
  if (isZoneName(zone)) return zone;
  throw new ToolError("invalid_input", `timeZone: "${zone}" is not an IANA time zone, such as "Europe/Berlin".`);
}

function bound(
  moment: DateTime | string,
  zone: string | undefined,
  context: DateContext & { text: string },
): DateBound {
  if (typeof moment === "string") throw refuse(context, moment);
  if (!moment.isValid) throw refuse(context, "is not a date that exists");
  const written = moment.toISO({ suppressMilliseconds: true }) ?? "";
  return { unixMs: moment.toMillis(), interpretation: zone === undefined ? written : `${written} (${zone})` };
}

function refuse({ parameter, text }: { parameter: string; text: string }, what: string): ToolError {
  const shown = text.length > maxDateLength ? `${text.slice(0, maxDateLength)}…` : text;
  return new ToolError(
    "invalid_input",
    `${parameter}: "${shown}" ${what}. Write an ISO 8601 date such as 2026-03-31 or 2026-03-31T14:00:00+02:00, ` +
      'or words such as "yesterday", "last week" or "3 days ago".',
  );
}
