import { DateTime } from "luxon";
import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import type { outlookCalendarSearch } from "#common/tools/outlook-calendar-search.ts";
import { addressMeant } from "#workers/tools/people/address-meant.ts";
import { personMeant } from "#workers/tools/person.ts";
import { foldText } from "#workers/tools/query/searchable-text.ts";
import { readTerms, type TermGrammar, termFields } from "#workers/tools/query/terms.ts";
import { trimmed } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { readCalendarRange, shownMoment } from "./calendar-range.ts";

/** What the query of a calendar search may have. */
export const eventGrammar: TermGrammar = {
  search: "a calendar search",
  fields: termFields,
  instead: "For dates and people use afterDateTime, beforeDateTime, attendee and organizer",
};

/** A parsed search. Part of sealed cursors. */
export const calendarQuerySchema = z.object({
  owner: z.string().optional(),
  terms: z.array(z.object({ field: z.enum(termFields).optional(), text: z.string() })),
  attendee: z.string().optional(),
  organizer: z.string().optional(),
  /** The range that events must overlap, in Unix milliseconds. */
  afterMs: z.number(),
  beforeMs: z.number(),
  /** `upcoming`: from today on, then backwards from yesterday. */
  order: z.enum(["newest", "oldest", "upcoming"]),
  /** The start of the current day in the zone, in Unix milliseconds. */
  todayMs: z.number(),
  /** The IANA name of the zone for local times. */
  zone: z.string(),
  /** The search as shown to the caller. Absent where an earlier answer said it. */
  shown: z.record(z.string(), z.string()).optional(),
});
export type CalendarQuery = z.infer<typeof calendarQuerySchema>;

/** Whether events are compared with conditions. Otherwise each one of the range is a hit. */
export function hasConditions({ terms, attendee, organizer }: CalendarQuery): boolean {
  return terms.length > 0 || attendee !== undefined || organizer !== undefined;
}

const orders = {
  newest: "latest start first",
  oldest: "earliest start first",
  upcoming: "from today on, then from today back",
};

/** Validates the parameters of a calendar search and resolves dates. @throws `invalid_input` */
export async function readCalendarQuery(
  input: Omit<z.output<typeof outlookCalendarSearch.inputSchema>, "limit">,
  context: ToolContext,
): Promise<CalendarQuery> {
  const ownerText = trimmed(input.calendarOwnerEmail);
  const owner = ownerText && (await addressMeant(ownerText, "calendarOwnerEmail", context));
  const text = trimmed(input.query);
  const terms = readTerms(text ?? "", eventGrammar);
  if (text !== undefined && text !== "*" && terms.length === 0) {
    throw new ToolError("invalid_input", `query: "${text}" has no letters to search for; leave it out for all events.`);
  }
  const people = {
    attendee: checkedPerson(await personMeant(input.attendee, context), "attendee"),
    organizer: checkedPerson(await personMeant(input.organizer, context), "organizer"),
  };
  const { after, before, zone } = await readCalendarRange(input, { context, tendency: "nearest" });
  const now = DateTime.fromMillis(context.now(), { zone });
  const afterMs = after?.unixMs ?? yearFrom(Math.min(now.toMillis(), before?.unixMs ?? Infinity), -1, zone);
  const beforeMs = before?.unixMs ?? yearFrom(Math.max(now.toMillis(), after?.unixMs ?? -Infinity), 1, zone);
  const order = input.order ?? (after || before ? "oldest" : "upcoming");
  return {
    owner,
    terms: terms.map(({ field, text: term }) => ({ ...(field && { field }), text: term })),
    ...people,
    afterMs,
    beforeMs,
    order,
    todayMs: now.startOf("day").toMillis(),
    zone,
    shown: {
      calendar: owner ?? "the user's own default calendar",
      ...(terms.length > 0 && {
        text: terms.map(({ field, text: term }) => `${field ? `${field}:` : ""}"${term}"`).join(" AND "),
        textIn: "titles, people, places, categories and the first 255 characters of descriptions",
      }),
      ...(people.attendee !== undefined && { attendee: people.attendee }),
      ...(people.organizer !== undefined && { organizer: people.organizer }),
      after: after?.interpretation ?? `${shownMoment(afterMs, zone)}, by default`,
      before: before?.interpretation ?? `${shownMoment(beforeMs, zone)}, by default`,
      order: orders[order],
    },
  };
}

function yearFrom(unixMs: number, years: number, zone: string): number {
  return DateTime.fromMillis(unixMs, { zone }).plus({ years }).toMillis();
}

function checkedPerson(value: string | undefined, parameter: string): string | undefined {
  if (value !== undefined && !/[\p{L}\p{N}]/u.test(foldText(value))) {
    throw new ToolError("invalid_input", `${parameter}: "${value}" has no letters to search for.`);
  }
  return value;
}
