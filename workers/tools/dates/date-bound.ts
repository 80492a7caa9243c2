import { DateTime } from "luxon";
import { ToolError } from "#common/errors.ts";
import { normalised } from "#common/text.ts";
import { maxDateLength } from "#common/tools/schemas/parameters.ts";
import { readDateWords, type TimeInWords } from "./date-words.ts";
import type { DateTendency } from "./guessed-date.ts";
import { hasOffset, readIsoDate } from "./iso-date.ts";
import type { Problem } from "./named-time.ts";
import { isZoneName } from "./zone-name.ts";

export interface DateBound {
  unixMs: number;
  /** The end of the time that the text names, as the first moment after it. The same as `unixMs` for a moment. */
  endMs: number;
  /** The moment with its offset, and the time zone if one was applied, to show how the text was understood. */
  interpretation: string;
  /** The end that the words are for, whichever was asked for: "since Monday", "until Friday". */
  side?: "start" | "end";
}

export interface DateContext {
  /** The name of the parameter, for error messages. */
  parameter: string;
  nowMs: number;
  /** Called only when the text has no offset. */
  zone(): Promise<string>;
  /** How a date without a year or week is completed. Default `past`. */
  tendency?: DateTendency;
  /** Which end of a range the date is. Default `start`. */
  edge?: "start" | "end";
  /** The start of the range that ends with this date: "today" to "today" is that whole day. */
  from?: DateBound | undefined;
}

/**
 * Parses one end of a time range: ISO 8601, or words such as "yesterday", "last week" or 3日前. A day, week or month
 * stands for its first moment in the time zone.
 * @throws `invalid_input` for text that is not understood, is ambiguous or too long
 */
export async function readDateBound(text: string, context: DateContext): Promise<DateBound> {
  const isShort = text.trim().length <= maxDateLength;
  const written = isShort ? normalised(text.trim(), "NFKC").replace(/\s+/g, " ") : "";
  const zone = hasOffset(written) ? undefined : await context.zone();
  const now = DateTime.fromMillis(context.nowMs, { zone: zone ?? "UTC" });
  const time = isShort ? readTime(written, now, context) : `has more than ${maxDateLength} characters`;
  if (typeof time === "string") throw refusal(text, time, { parameter: context.parameter, now });
  return boundAt(time, zone, context);
}

function readTime(text: string, now: DateTime, { tendency = "past", edge = "start" }: DateContext) {
  return readIsoDate(text, now.zoneName ?? "UTC") ?? readDateWords(text, { now, tendency, edge });
}

function boundAt({ start, end, side }: TimeInWords, zone: string | undefined, { edge, from }: DateContext): DateBound {
  const isSame = edge === "end" && from?.unixMs === start.toMillis() && from.endMs === end.toMillis();
  const at = side === "end" || (side === undefined && isSame) ? end : start;
  const written = (zone === undefined ? at : at.setZone(zone)).toISO({ suppressMilliseconds: true }) ?? "";
  const interpretation = zone === undefined ? written : `${written} (${zone})`;
  return { unixMs: at.toMillis(), endMs: end.toMillis(), interpretation, ...(side && { side }) };
}

/** Returns the zone if it is an IANA name. @throws `invalid_input` otherwise */
export function checkTimeZone(zone: string): string {
  if (isZoneName(zone)) return zone;
  throw new ToolError("invalid_input", `timeZone: "${zone}" is not an IANA time zone, such as "Europe/Berlin".`);
}

function refusal(text: string, problem: Problem, { parameter, now }: { parameter: string; now: DateTime }): ToolError {
  const shown = text.length > maxDateLength ? `${text.slice(0, maxDateLength)}…` : text;
  const hour = now.startOf("hour").toISO({ suppressMilliseconds: true, suppressSeconds: true });
  return new ToolError(
    "invalid_input",
    `${parameter}: "${shown}" ${problem}. Write ISO 8601, such as ${now.toISODate()} or ${hour}.`,
  );
}
