import { DateTime } from "luxon";
import { ToolError } from "#common/errors.ts";
import { checkTimeZone, type DateBound, readDateBound } from "#workers/tools/dates/date-bound.ts";
import type { DateTendency } from "#workers/tools/dates/guessed-date.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";

export interface RangeInput {
  afterDateTime?: string | undefined;
  beforeDateTime?: string | undefined;
  timeZone?: string | undefined;
}

export interface CalendarRange {
  after: DateBound | undefined;
  before: DateBound | undefined;
  /** IANA name: the caller's `timeZone`, else the user's own. */
  zone: string;
}

/** Years that calendars have. */
const years = { first: 1970, last: 2200 };

/** Both ends of a range as moments, and the zone to show times in. Rejects with `invalid_input`. */
export async function readCalendarRange(
  input: RangeInput,
  { context, tendency }: { context: ToolContext; tendency: DateTendency },
): Promise<CalendarRange> {
  const named = given(input.timeZone);
  const zone = named === undefined ? await context.timeZone() : checkTimeZone(named);
  const read = async (text: string | undefined, parameter: string) => {
    if (text === undefined) return undefined;
    const bound = await readDateBound(text, { parameter, nowMs: context.now(), zone: async () => zone, tendency });
    return checkYear(bound, parameter);
  };
  const after = await read(given(input.afterDateTime), "afterDateTime");
  const before = await read(given(input.beforeDateTime), "beforeDateTime");
  if (after && before && after.unixMs >= before.unixMs) {
    throw new ToolError(
      "invalid_input",
      `afterDateTime (${after.understoodAs}) is not earlier than beforeDateTime (${before.understoodAs}). ` +
        "A day stands for its first moment: to include a whole day, give the next day as beforeDateTime.",
    );
  }
  return { after, before, zone };
}

/** An empty text means the same as none. */
export function given(text: string | undefined): string | undefined {
  return text?.trim() || undefined;
}

/** A moment as a caller reads it: `2026-11-24T10:00:00+01:00 (Europe/Berlin)`. */
export function shownMoment(unixMs: number, zone: string): string {
  const text = DateTime.fromMillis(unixMs, { zone }).toISO({ suppressMilliseconds: true });
  return `${text} (${zone})`;
}

function checkYear(bound: DateBound, parameter: string): DateBound {
  const year = new Date(bound.unixMs).getUTCFullYear();
  if (year >= years.first && year <= years.last) return bound;
  throw new ToolError(
    "invalid_input",
    `${parameter}: understood as ${bound.understoodAs}; give a date from ${years.first} to ${years.last}.`,
  );
}
