import { DateTime } from "luxon";
import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { normalised } from "#common/text.ts";
import { maxDateLength } from "#common/tools/schemas/parameters.ts";
import { trimmed } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { readDateWords, type TimeInWords } from "./date-words.ts";
import { isZoneName } from "./graph-zone.ts";
import { type DateTendency, hasOffset, type Problem, readIsoDate } from "./named-time.ts";

export interface DateRangeInput {
  afterDateTime?: string | undefined;
  beforeDateTime?: string | undefined;
  /** IANA name of the zone for dates without an offset. Default: the user's own. */
  timeZone?: string | undefined;
}

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
  /** Zone of a text that has no offset; not called for others. */
  zone(): Promise<string>;
  /** How a date without a year or week is completed. Default `past`. */
  tendency?: DateTendency;
  /** Which end of a range the date is. Default `start`. */
  edge?: "start" | "end";
  /** The start of the range that ends with this date: "today" to "today" is that whole day. */
  from?: DateBound | undefined;
}

export interface DateRange {
  after?: DateBound | undefined;
  before?: DateBound | undefined;
}

/** Somewhere on earth, tomorrow has begun already. */
const futureSlackMs = 24 * 3_600_000;

/**
 * Parses a time range in the past, each end as `readDateBound` does. An empty text is the same as none.
 * @throws `invalid_input` for text that is not understood, a start in the future, or an empty range
 */
export async function readPastRange(
  input: DateRangeInput,
  context: Pick<ToolContext, "now" | "timeZone">,
): Promise<DateRange> {
  const named = trimmed(input.timeZone);
  const zone = named && checkTimeZone(named);
  const nowMs = context.now();
  const { after, before } = await readBounds(input, { nowMs, zone: async () => zone ?? (await context.timeZone()) });
  if (after && after.unixMs > nowMs + futureSlackMs) {
    throw new ToolError(
      "invalid_input",
      `afterDateTime: understood as ${after.interpretation}, which is in the future.`,
    );
  }
  checkOrder({ after, before });
  return { after, before };
}

/** A range as a search keeps it in its cursor: Unix milliseconds, from the first on and before the second. */
export const rangeShape = { afterMs: z.number().optional(), beforeMs: z.number().optional() };
export type RangeMs = z.infer<z.ZodObject<typeof rangeShape>>;

/** How a range was understood, for the caller to verify. */
export const shownRangeShape = { after: z.string().optional(), before: z.string().optional() };

export const rangeFields = ({ after, before }: DateRange) => ({
  range: { afterMs: after?.unixMs, beforeMs: before?.unixMs },
  shownRange: { after: after?.interpretation, before: before?.interpretation },
});

/** Whether a moment lies in a range. One that is not known lies only in the unlimited range. */
export function isInRange(unixMs: number | undefined, { afterMs, beforeMs }: RangeMs): boolean {
  if (afterMs === undefined && beforeMs === undefined) return true;
  return unixMs !== undefined && unixMs >= (afterMs ?? -Infinity) && unixMs < (beforeMs ?? Infinity);
}

const years = { first: 1970, last: 2200 };

export type CalendarRange = Awaited<ReturnType<typeof readCalendarRange>>;

/** Parses both ends of a range, and the zone of its times: `timeZone`, or the user's own. @throws `invalid_input` */
export async function readCalendarRange(
  input: DateRangeInput,
  { context, tendency }: { context: ToolContext; tendency: DateTendency },
) {
  const named = trimmed(input.timeZone);
  const zone = named === undefined ? await context.timeZone() : checkTimeZone(named);
  const { after, before } = await readBounds(input, { nowMs: context.now(), zone: async () => zone, tendency });
  checkYear(after, "afterDateTime");
  checkYear(before, "beforeDateTime");
  checkOrder({ after, before });
  return { after, before, zone };
}

/** Formats a moment for callers: `2026-11-24T10:00:00+01:00 (Europe/Berlin)`. */
export function shownMoment(unixMs: number, zone: string): string {
  const text = DateTime.fromMillis(unixMs, { zone }).startOf("second").toISO({ suppressMilliseconds: true });
  return `${text} (${zone})`;
}

function checkYear(bound: DateBound | undefined, parameter: string): void {
  if (bound === undefined) return;
  const year = new Date(bound.unixMs).getUTCFullYear();
  if (year >= years.first && year <= years.last) return;
  throw new ToolError(
    "invalid_input",
    `${parameter}: understood as ${bound.interpretation}; give a date from ${years.first} to ${years.last}.`,
  );
}

/**
 * Parses both ends of a range, of which either may be absent. The same day, week or month at both ends is that whole
 * time. "Since Monday" and "until Friday" restrict the end that they name, in either parameter.
 */
export async function readBounds(
  { afterDateTime, beforeDateTime }: DateRangeInput,
  context: Omit<DateContext, "parameter" | "edge" | "from">,
): Promise<DateRange> {
  const [start, end] = [trimmed(afterDateTime), trimmed(beforeDateTime)];
  const from = start === undefined ? undefined : await readDateBound(start, { ...context, parameter: "afterDateTime" });
  const to =
    end === undefined
      ? undefined
      : await readDateBound(end, { ...context, parameter: "beforeDateTime", edge: "end", from });
  const given = [from, to].filter((bound) => bound !== undefined).toSorted((one, other) => one.unixMs - other.unixMs);
  const sideOf = (bound: DateBound) => bound.side ?? (bound === from ? "start" : "end");
  return {
    after: given.findLast((bound) => sideOf(bound) === "start"),
    before: given.find((bound) => sideOf(bound) === "end"),
  };
}

/** Checks that a range is not empty. @throws `invalid_input` */
function checkOrder({ after, before }: DateRange): void {
  if (!after || !before || after.unixMs < before.unixMs) return;
  throw new ToolError(
    "invalid_input",
    `afterDateTime (${after.interpretation}) is not earlier than beforeDateTime (${before.interpretation}). ` +
      "A day stands for its first moment: to include a whole day, give the next day as beforeDateTime.",
  );
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
  const { tendency = "past", edge = "start" } = context;
  const time = isShort
    ? (readIsoDate(written, now.zoneName ?? "UTC") ?? readDateWords(written, { now, tendency, edge }))
    : `has more than ${maxDateLength} characters`;
  if (typeof time === "string") throw refusal(text, time, { parameter: context.parameter, now });
  return boundAt(time, zone, context);
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
