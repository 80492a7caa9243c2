import { z } from "zod";
import { maxOffset } from "#common/tools/outlook-calendar-search.ts";
import { calendarPermissions } from "#common/tools/permissions.ts";
import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { inMailbox } from "#workers/tools/mail/mailbox.ts";
import { cursorStart, openSearch, searchCursorSchema } from "#workers/tools/paging/search-cursor.ts";
import { shortAnswer } from "#workers/tools/paging/short-answer.ts";
import { walkStart, walkStateSchema } from "#workers/tools/paging/walk-state.ts";
import { present } from "#workers/tools/present.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { calendarPlaceSchema } from "./calendar-pages.ts";
import {
  type CalendarQuery,
  type CalendarSearchInput,
  calendarQuerySchema,
  readCalendarQuery,
} from "./calendar-query.ts";
import { eventHit } from "./event-hit.ts";
import { eventTimes } from "./event-times.ts";
import { type CalendarWalk, pageSizeFor, walkCalendar } from "./walk-calendar.ts";

export interface CalendarSearchCall extends CalendarSearchInput {
  limit: number;
  offset?: number | undefined;
  cursor?: string | undefined;
}

const cursorSchema = searchCursorSchema({
  query: calendarQuerySchema,
  /** The size of Graph's pages, which must not change during a search. */
  pageSize: z.number().int().positive(),
  walk: walkStateSchema(calendarPlaceSchema),
});
type Search = z.infer<typeof cursorSchema>;

/** Answers one call of a calendar search, which starts a search or continues one. */
export async function searchCalendar(call: CalendarSearchCall, context: ToolContext) {
  const { limit, cursor } = call;
  const search =
    cursor === undefined ? await begin(call, context) : openSearch({ ...call, cursor }, cursorSchema, context);
  const { query, pageSize, walk: from } = search;
  requirePermission(calendarPermissions(query.owner), context.grantedScopes);
  const walk = await inMailbox(query.owner, () => walkCalendar(query, { from, limit, pageSize, context }));
  const { hits, next, handedOut } = walk;
  const isTotalKnown = !next && (hits.length > 0 || from.handedOut === 0);
  return {
    events: hits.map(({ event }, at) =>
      eventHit(event, {
        owner: query.owner,
        zone: query.zone,
        offset: from.handedOut + at,
        userDomain: context.userDomain,
      }),
    ),
    moreResults: next !== undefined,
    ...present({
      nextCursor: next && context.cursor.seal({ ...search, walk: next } satisfies Search),
      nextOffset: next && handedOut <= maxOffset ? handedOut : undefined,
      totalResultCount: isTotalKnown ? handedOut : undefined,
      incomplete:
        shortAnswer(walk, { limit, items: "events", until: lastStart(walk, query) }) ?? onlyPreviews(walk, query),
    }),
    eventsLookedThrough: walk.looked,
    effectiveQuery: query.shown,
  };
}

async function begin(call: CalendarSearchCall, context: ToolContext): Promise<Search> {
  const query = await readCalendarQuery(call, context);
  return { ...cursorStart(call), query, pageSize: pageSizeFor(query, call), walk: walkStart(call) };
}

function lastStart({ lastLooked }: CalendarWalk, { zone }: CalendarQuery): string {
  const last = lastLooked && eventTimes(lastLooked, zone).start?.dateTime;
  return last === undefined ? "" : `, the last of them starts ${last}`;
}

/** Explains a text search that found nothing. */
function onlyPreviews({ next, handedOut }: CalendarWalk, { terms }: CalendarQuery): Incomplete | undefined {
  if (next || handedOut > 0 || terms.length === 0) return undefined;
  return {
    reason:
      "Of descriptions only the first 255 characters are compared, so an event whose words come later is not found. " +
      "Search by date or people, and read the event.",
  };
}
