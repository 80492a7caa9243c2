import { DateTime } from "luxon";
import { z } from "zod";
import { mailboxPath } from "#workers/tools/mail/mailbox.ts";
import { type ListPage, pageWithShortLink } from "#workers/tools/paging/linked-pages.ts";
import { graphTime } from "#workers/tools/query/odata.ts";
import type { GraphDoor, GraphPage, GraphRequest } from "#workers/tools/tool-context.ts";
import { type CalendarQuery, hasConditions } from "./calendar-query.ts";
import { dayOf, unixMsOf } from "./event-times.ts";
import { type GraphEvent, graphEvent, inUtc, selectForFullHits, selectForHits } from "./graph-event.ts";

/** A page in the calendar view of one segment. */
export const calendarPositionSchema = z.strictObject({
  segment: z.number().int().nonnegative(),
  /** Absent: the first page of the segment. */
  link: z.string().optional(),
});
type CalendarPosition = z.infer<typeof calendarPositionSchema>;

/** An event, and the segment in whose view it is. */
interface ListedEvent {
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
  /** The first page of the next segment. */
  let ahead: Promise<GraphPage<GraphEvent>> | undefined;
  let { segment: at, link } = from;
  for (let segment = segments[at]; segment !== undefined; segment = segments[at]) {
    const listed = segment;
    const following = segments[at + 1];
    const isStart = link === undefined;
    const reading = (isStart ? ahead : undefined) ?? readPage(listed, link, request);
    if (isStart) ahead = undefined;
    // Few events of a search are hits, so most searches go on to the next segment.
    if (following && hasConditions(request.query)) {
      ahead ??= readPage(following, undefined, request);
      ahead.catch(() => undefined);
    }
    const page = await reading;
    link = page.nextLink;
    if (link === undefined) at += 1;
    yield {
      items: page.items.map((event) => ({ event, segment: listed })),
      next: at < segments.length ? { segment: at, link } : undefined,
    };
  }
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

/** A part of the range that is read in one direction. */
interface Segment {
  fromMs: number;
  toMs: number;
  newestFirst: boolean;
  /** Whether an earlier segment contains the event too, because it crosses the boundary between them. */
  isRepeat(event: GraphEvent): boolean;
}

/** Graph refuses views of more than 1,825 days with `ErrorInvalidRequest`. */
const maxDays = 1_800;

/**
 * Splits the range of a search into segments, in reading order. Boundaries inside the range are midnights in the user's
 * zone, so that no all-day event of one day crosses them. An event whose side of a boundary is unclear is in both
 * segments.
 */
export function calendarSegments({ afterMs, beforeMs, todayMs, order, zone }: CalendarQuery): Segment[] {
  if (order !== "upcoming") return segmentsIn(afterMs, beforeMs, { zone, newestFirst: order === "newest" });
  const today = Math.min(Math.max(todayMs, afterMs), beforeMs);
  return [
    ...segmentsIn(today, beforeMs, { zone, newestFirst: false }),
    ...segmentsIn(afterMs, today, { zone, newestFirst: true, isAfterOthers: true }),
  ];
}

/** `isAfterOthers`: whether segments on the other side of the range's edge are read before. */
function segmentsIn(
  fromMs: number,
  toMs: number,
  { zone, newestFirst, isAfterOthers = false }: { zone: string; newestFirst: boolean; isAfterOthers?: boolean },
): Segment[] {
  const parts = chunks(fromMs, toMs, zone);
  return (newestFirst ? parts.toReversed() : parts).map((part, at) => ({
    ...part,
    newestFirst,
    isRepeat:
      at === 0 && !isAfterOthers ? () => false : crosses(newestFirst ? part.toMs : part.fromMs, zone, newestFirst),
  }));
}

function chunks(fromMs: number, toMs: number, zone: string): { fromMs: number; toMs: number }[] {
  const parts: { fromMs: number; toMs: number }[] = [];
  for (let start = fromMs; start < toMs; ) {
    const edge = DateTime.fromMillis(start, { zone }).plus({ days: maxDays }).startOf("day").toMillis();
    const end = Math.min(edge, toMs);
    parts.push({ fromMs: start, toMs: end });
    start = end;
  }
  return parts;
}

/** Tells events that are also on the other side of an edge, from where they were read: later ones, or earlier ones. */
function crosses(edgeMs: number, zone: string, toLater: boolean): (event: GraphEvent) => boolean {
  const edgeDay = DateTime.fromMillis(edgeMs, { zone }).toFormat("yyyy-MM-dd");
  return ({ start, end, isAllDay }) => {
    const time = toLater ? end : start;
    if (!time) return false;
    const [reached, edge] = isAllDay ? [dayOf(time), edgeDay] : [unixMsOf(time) ?? edgeMs, edgeMs];
    return toLater ? reached > edge : reached < edge;
  };
}
