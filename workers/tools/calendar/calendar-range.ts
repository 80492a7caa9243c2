import { DateTime } from "luxon";
import { ToolError } from "#common/errors.ts";
import { checkTimeZone, type DateBound } from "#workers/tools/dates/date-bound.ts";
import { checkOrder, type DateRangeInput, readBounds } from "#workers/tools/dates/date-range.ts";
import type { DateTendency } from "#workers/tools/dates/guessed-date.ts";
import { trimmed } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";

/** The supported years. */
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
