import { z } from "zod";
import { maxOffset } from "#common/tools/outlook-calendar-search.ts";
import { calendarPermissions } from "#common/tools/permissions.ts";
import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { inMailbox } from "#workers/tools/mail/mailbox.ts";
import { askedFor, checkUnchanged } from "#workers/tools/paging/continued-search.ts";
import { stoppedEarly } from "#workers/tools/paging/later-page.ts";
import { present } from "#workers/tools/present.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import {
  type CalendarQuery,
  type CalendarSearchInput,
  calendarQuerySchema,
  readCalendarQuery,
} from "./calendar-query.ts";
import { type CalendarWalk, walkCalendar, walkPositionSchema } from "./calendar-walk.ts";
import { eventHit } from "./event-hit.ts";
import { eventTimes } from "./event-times.ts";

export interface CalendarSearchCall extends CalendarSearchInput {
  limit: number;
  offset?: number | undefined;
  cursor?: string | undefined;
}

const cursorSchema = z.object({
  /** The parameters as given, to notice when they change. */
  asked: z.record(z.string(), z.string()),
  query: calendarQuerySchema,
  handedOut: z.number(),
  position: walkPositionSchema,
});
type Search = z.infer<typeof cursorSchema>;

/** One answer of a calendar search, from its beginning or from a cursor. */
export async function searchCalendar(call: CalendarSearchCall, context: ToolContext) {
  const search = call.cursor === undefined ? await begin(call, context) : resume(call, call.cursor, context);
  const { query } = search;
  requirePermission(calendarPermissions(query.owner), context.grantedScopes);
  const walk = await inMailbox(query.owner, () =>
    walkCalendar(query, { context, from: search.position, limit: call.limit }),
  );
  const handedOut = search.handedOut + walk.events.length;
  const isTotalKnown = !walk.next && (walk.events.length > 0 || search.handedOut === 0);
  return {
    events: walk.events.map((event, at) =>
      eventHit(event, {
        owner: query.owner,
        zone: query.zone,
        offset: search.handedOut + at,
        userDomain: context.userDomain,
      }),
    ),
    moreResults: walk.next !== undefined,
    ...present({
      nextCursor: walk.next && context.cursor.seal({ ...search, handedOut, position: walk.next } satisfies Search),
      nextOffset: walk.next && handedOut <= maxOffset ? handedOut : undefined,
      totalResultCount: isTotalKnown ? handedOut : undefined,
      incomplete: incompleteOf(walk, query, { isShort: walk.events.length < call.limit, isEmpty: handedOut === 0 }),
    }),
    eventsLookedThrough: walk.looked,
    effectiveQuery: query.shown,
  };
}

async function begin(call: CalendarSearchCall, context: ToolContext): Promise<Search> {
  const query = await readCalendarQuery(call, context);
  const handedOut = call.offset ?? 0;
  return { asked: askedFor(call), query, handedOut, position: { segment: 0, done: 0, toSkip: handedOut } };
}

function resume(call: CalendarSearchCall, cursor: string, context: ToolContext): Search {
  const search = context.cursor.open(cursor, cursorSchema);
  checkUnchanged(call, search.asked);
  return search;
}

function incompleteOf(
  { next, looked, lastLooked, stopped }: CalendarWalk,
  { terms, zone }: CalendarQuery,
  { isShort, isEmpty }: { isShort: boolean; isEmpty: boolean },
): Incomplete | undefined {
  if (stopped) return stoppedEarly(stopped);
  if (next && isShort) {
    const last = lastLooked && eventTimes(lastLooked, zone).start?.dateTime;
    const until = last === undefined ? "" : `, the last of them starts ${last}`;
    return { reason: `${looked} events were looked through for this answer${until}; go on with nextCursor.` };
  }
  if (next || !isEmpty || terms.length === 0) return undefined;
  return {
    reason:
      "Of descriptions only the first 255 characters are compared, so an event whose words come later is not found. Search by date or people, and read the event.",
  };
}
