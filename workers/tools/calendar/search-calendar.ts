import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { maxOffset } from "#common/tools/outlook-calendar-search.ts";
import { calendarPermissions } from "#common/tools/permissions.ts";
import type { Detail } from "#common/tools/schemas/detail-parameter.ts";
import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { inMailbox } from "#workers/tools/mail/mailbox.ts";
import { cursorStart, detailOf, openSearch, searchCursorSchema, unshown } from "#workers/tools/paging/search-cursor.ts";
import { shortAnswer } from "#workers/tools/paging/short-answer.ts";
import { walkStart, walkStateSchema } from "#workers/tools/paging/walk-state.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { shownFields } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { calendarPositionSchema } from "./calendar-pages.ts";
import {
  type CalendarQuery,
  type CalendarQueryInput,
  calendarQuerySchema,
  readCalendarQuery,
} from "./calendar-query.ts";
import { type EventHit, eventHit } from "./event-hit.ts";
import { eventTimes } from "./event-times.ts";
import { searchTitles } from "./search-titles.ts";
import { severalInEvents } from "./several-in-events.ts";
import { type CalendarWalk, pageSizeFor, walkCalendar } from "./walk-calendar.ts";

export interface CalendarSearchInput extends CalendarQueryInput {
  detail?: Detail;
  limit: number;
  offset?: number | undefined;
  cursor?: string | undefined;
}

const cursorSchema = searchCursorSchema({
  query: calendarQuerySchema,
  /** The size of Graph's pages, which must not change during a search. */
  pageSize: z.number().int().positive(),
  walk: walkStateSchema(calendarPositionSchema),
});
type Search = z.infer<typeof cursorSchema>;

/** What a search gives. */
export interface CalendarSearchAnswer {
  [member: string]: unknown;
  events: EventHit[];
  moreResults: boolean;
  nextCursor?: string;
  nextOffset?: number;
  totalResultCount?: number;
  eventsLookedThrough: number;
  effectiveQuery?: { [part: string]: unknown };
  /** What to ask the user, where they may have meant one of several. */
  unclear?: string;
  incomplete?: Incomplete | undefined;
}

/** Answers one call of a calendar search, which starts a search or continues one. */
export async function searchCalendar(input: CalendarSearchInput, context: ToolContext): Promise<CalendarSearchAnswer> {
  const { limit, cursor } = input;
  const search =
    cursor === undefined ? await begin(input, context) : openSearch({ ...input, cursor }, cursorSchema, context);
  const { query } = search;
  requirePermission(calendarPermissions(query.owner), context.grantedScopes);
  try {
    return await inMailbox(query.owner, () => searchEvents(search, limit, context));
  } catch (error) {
    const { owner } = query;
    const isClosed = error instanceof ToolError && error.code === "not_found";
    if (owner === undefined || cursor !== undefined || !isClosed) throw error;
    const titles = await searchTitles({ ...query, owner }, input, context);
    if (titles === undefined) throw error;
    return titles;
  }
}

async function searchEvents(search: Search, limit: number, context: ToolContext) {
  const { query, pageSize, walk: from } = search;
  const fields = shownFields(detailOf(search));
  const walk = await walkCalendar(query, { from, limit, pageSize, isFull: fields.isFull, context });
  const { hits, next, returned } = walk;
  const isTotalKnown = !next && (hits.length > 0 || from.returned === 0);
  return {
    events: hits.map(({ event }, at) =>
      eventHit(event, {
        owner: query.owner,
        zone: query.zone,
        offset: from.returned + at,
        userDomain: context.userDomain,
        fields,
      }),
    ),
    moreResults: next !== undefined,
    ...withoutEmpty({
      nextCursor: next && context.cursor.seal({ ...search, query: unshown(query, fields), walk: next }, cursorSchema),
      nextOffset: next && returned <= maxOffset ? returned : undefined,
      totalResultCount: isTotalKnown ? returned : undefined,
      unclear: await severalInEvents(
        hits.map(({ event }) => event),
        query,
      ),
      incomplete:
        shortAnswer(walk, { limit, items: "events", until: lastStart(walk, query) }) ?? onlyPreviews(walk, query),
    }),
    eventsLookedThrough: walk.examined,
    ...withoutEmpty({ effectiveQuery: query.shown }),
  };
}

async function begin(input: CalendarSearchInput, context: ToolContext): Promise<Search> {
  const query = await readCalendarQuery(input, context);
  return { ...cursorStart(input), query, pageSize: pageSizeFor(query, input), walk: walkStart(input) };
}

function lastStart({ lastLooked }: CalendarWalk, { zone }: CalendarQuery): string {
  const last = lastLooked && eventTimes(lastLooked, zone).start?.dateTime;
  return last === undefined ? "" : `, the last of them starts ${last}`;
}

/** Explains a text search that found nothing. */
function onlyPreviews({ next, returned }: CalendarWalk, { terms }: CalendarQuery): Incomplete | undefined {
  if (next || returned > 0 || terms.length === 0) return undefined;
  return {
    reason:
      "Only the first 255 characters of a description are searched, so words further on are not found. Search by " +
      "date or people, and read the event.",
  };
}
