import { z } from "zod";
import { mailboxPath } from "#workers/tools/mail/mailbox.ts";
import type { ListPage } from "#workers/tools/paging/linked-pages.ts";
import { pageWithShortLink } from "#workers/tools/paging/page-at.ts";
import { graphTime } from "#workers/tools/query/odata.ts";
import type { GraphDoor, GraphPage, GraphRequest } from "#workers/tools/tool-context.ts";
import { type CalendarQuery, hasConditions } from "./calendar-query.ts";
import { calendarSegments, type Segment } from "./calendar-segments.ts";
import { type GraphEvent, graphEvent, inUtc, selectForFullHits, selectForHits } from "./graph-event.ts";

/** A page in the calendar view of one segment. */
export const calendarPositionSchema = z.strictObject({
  /** Index of the segment. */
  segment: z.number().int().nonnegative(),
  /** Absent: the first page of the segment. */
  link: z.string().optional(),
});
export type CalendarPosition = z.infer<typeof calendarPositionSchema>;

/** An event, and the segment in whose view it is. */
export interface ListedEvent {
  event: GraphEvent;
  segment: Segment;
}

interface PageRequest {
  graph: GraphDoor;
  query: CalendarQuery;
  pageSize: number;
  /** Whether hits have all fields. */
  isFull: boolean;
}

/**
 * The events of a range, segment by segment. Pages are located by Graph's links, not by the start of the last event,
 * because Graph doesn't document whether it sorts all-day events by midnight of their own time zone or of UTC.
 */
export async function* calendarPages(
  request: PageRequest,
  from: CalendarPosition = { segment: 0 },
): AsyncGenerator<ListPage<ListedEvent, CalendarPosition>> {
  const segments = calendarSegments(request.query);
  const firstPage = firstPages(request);
  let { segment: at, link } = from;
  for (let segment = segments[at]; segment !== undefined; segment = segments[at]) {
    const listed = segment;
    const following = segments[at + 1];
    const reading = link === undefined ? firstPage(listed) : readPage(listed, link, request);
    // Few events of a search are hits, so most searches go on to the next segment.
    if (following && hasConditions(request.query)) firstPage(following).catch(() => undefined);
    const page = await reading;
    link = page.nextLink;
    if (link === undefined) at += 1;
    yield {
      items: page.items.map((event) => ({ event, segment: listed })),
      next: at < segments.length ? { segment: at, link } : undefined,
    };
  }
}

/** Asks for the first page of each segment once. */
function firstPages(request: PageRequest): (segment: Segment) => Promise<GraphPage<GraphEvent>> {
  const asked = new Map<Segment, Promise<GraphPage<GraphEvent>>>();
  return (segment) => {
    const page = asked.get(segment) ?? readPage(segment, undefined, request);
    asked.set(segment, page);
    return page;
  };
}

function readPage(segment: Segment, link: string | undefined, request: PageRequest): Promise<GraphPage<GraphEvent>> {
  return pageWithShortLink(request.graph, { request: viewRequest(segment, request), itemSchema: graphEvent }, link);
}

/** The calendar view contains every occurrence of a series; the list of events contains only the series master. */
function viewRequest(segment: Segment, { query, pageSize, isFull }: PageRequest): GraphRequest {
  const { owner } = query;
  return {
    path: [...mailboxPath(owner), "calendarView"],
    query: {
      startDateTime: graphTime(segment.fromMs),
      endDateTime: graphTime(segment.toMs),
      $orderby: `start/dateTime${segment.newestFirst ? " desc" : ""}`,
      $top: pageSize,
      $select: isFull ? selectForFullHits : selectForHits,
    },
    prefer: [inUtc],
    ...(owner !== undefined && { fromCaller: "address" as const }),
  };
}
