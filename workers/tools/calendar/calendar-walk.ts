import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { mailboxPath } from "#workers/tools/mail/mailbox.ts";
import { laterPage } from "#workers/tools/paging/later-page.ts";
import { resumeAt } from "#workers/tools/paging/resume-at.ts";
import { graphTime } from "#workers/tools/query/odata.ts";
import type { GraphPage, GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import type { CalendarQuery } from "./calendar-query.ts";
import { calendarSegments, type Segment } from "./calendar-segments.ts";
import { type GraphEvent, graphEvent, inUtc, selectForHits } from "./graph-event.ts";
import { matchesEvent } from "./match-event.ts";

/** Where a walk through a calendar goes on. */
export const walkPositionSchema = z.object({
  segment: z.number().int().nonnegative(),
  /** A page of Graph; undefined = the segment's first. */
  link: z.string().optional(),
  /** Events of that page that were dealt with, and the last of them: the page may have moved meanwhile. */
  done: z.number().int().nonnegative(),
  lastId: z.string().optional(),
  /** Matches still to skip, for `offset`. */
  toSkip: z.number().int().nonnegative(),
});
export type WalkPosition = z.infer<typeof walkPositionSchema>;

export interface CalendarWalk {
  events: GraphEvent[];
  /** Undefined = nothing is left. */
  next: WalkPosition | undefined;
  /** Events that were compared for this answer, and the last of them. */
  looked: number;
  lastLooked: GraphEvent | undefined;
  /** Microsoft's limit or outage that ended the walk early. */
  stopped?: ToolError;
}

/** Pages for one answer. With 100 events a page they take some seconds of a call's 25. */
const maxPages = 10;
const searchPageSize = 100;

/** Reads on from a position until `limit` events match and it is known whether another one does. */
export async function walkCalendar(
  query: CalendarQuery,
  { context, from, limit }: { context: ToolContext; from: WalkPosition; limit: number },
): Promise<CalendarWalk> {
  const segments = calendarSegments(query);
  const isSearch = query.terms.length > 0 || query.attendee !== undefined || query.organizer !== undefined;
  const pageSize = isSearch || from.toSkip > 0 ? searchPageSize : limit + 1;
  const conditions = { terms: termsOf(query), attendee: query.attendee, organizer: query.organizer };
  const events: GraphEvent[] = [];
  let { segment: at, link, toSkip } = from;
  let start: WalkPosition | undefined = from;
  let looked = 0;
  let lastLooked: GraphEvent | undefined;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const segment = segments[at];
    if (segment === undefined) return { events, next: undefined, looked, lastLooked };
    const part = { context, segment, link, pageSize };
    const page = await laterPage(() => readPage(query, part), pages > 0);
    if (page instanceof ToolError) {
      return { events, next: { segment: at, link, done: 0, toSkip }, looked, lastLooked, stopped: page };
    }
    const first = start ? resumeAt(page.items, start) : 0;
    start = undefined;
    for (const [index, event] of page.items.entries()) {
      if (index < first) continue;
      if (matchesEvent(event, conditions) && !segment.isRepeat(event)) {
        if (events.length === limit) {
          const lastId = page.items[index - 1]?.id ?? undefined;
          return { events, next: { segment: at, link, done: index, lastId, toSkip }, looked, lastLooked };
        }
        if (toSkip > 0) toSkip -= 1;
        else events.push(event);
      }
      looked += 1;
      lastLooked = event;
    }
    context.reportProgress({ progress: pages + 1, message: `${looked} events looked through` });
    link = page.nextLink;
    if (link === undefined) at += 1;
  }
  return {
    events,
    next: at < segments.length ? { segment: at, link, done: 0, toSkip } : undefined,
    looked,
    lastLooked,
  };
}

interface PageRequest {
  context: ToolContext;
  segment: Segment;
  link: string | undefined;
  pageSize: number;
}

function readPage(query: CalendarQuery, request: PageRequest): Promise<GraphPage<GraphEvent>> {
  const { context, segment, link, pageSize } = request;
  if (link !== undefined) return context.graph.nextPage(link, graphEvent, { prefer: [inUtc] });
  return context.graph.getPage(viewRequest(query, segment, pageSize), graphEvent);
}

/** The view has every occurrence of a series, where the list of events has its master only. */
function viewRequest({ owner }: CalendarQuery, segment: Segment, pageSize: number): GraphRequest {
  return {
    path: [...mailboxPath(owner), "calendarView"],
    query: {
      startDateTime: graphTime(segment.fromMs),
      endDateTime: graphTime(segment.toMs),
      $orderby: `start/dateTime${segment.newestFirst ? " desc" : ""}`,
      $top: pageSize,
      $select: selectForHits,
    },
    prefer: [inUtc],
  };
}

function termsOf({ terms }: CalendarQuery) {
  return terms.map(({ field, text }) => ({ field, text }));
}
