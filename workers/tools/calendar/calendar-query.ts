import { DateTime } from "luxon";
import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import type { outlookCalendarSearch } from "#common/tools/outlook-calendar-search.ts";
import { isMailAddress } from "#common/tools/resource-uri/resource-uri.ts";
import { readCalendarRange, shownMoment } from "#workers/tools/dates/date-range.ts";
import type { GraphRecipient } from "#workers/tools/mail/graph-mail.ts";
import { mailboxPath } from "#workers/tools/mail/mailbox.ts";
import { type ListPage, pageWithShortLink } from "#workers/tools/paging/linked-pages.ts";
import { addressMeant } from "#workers/tools/people/find-people.ts";
import { personMeant, sameAddress } from "#workers/tools/person.ts";
import { graphTime } from "#workers/tools/query/odata.ts";
import { foldText, type SearchableText, searchableText, termTest } from "#workers/tools/query/searchable-text.ts";
import { type TermField, type TermGrammar, termFields, termsOf, termsTest } from "#workers/tools/query/terms.ts";
import { trimmed } from "#workers/tools/shown-fields.ts";
import type { GraphDoor, GraphPage, GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import { placesOf } from "./event-content.ts";
import { dayOf, unixMsOf } from "./event-times.ts";
import { type GraphEvent, graphEvent, inUtc, selectForFullHits, selectForHits } from "./graph-event.ts";

/** What the query of a calendar search may have. */
export const eventGrammar: TermGrammar = {
  search: "a calendar search",
  things: "events",
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
  const { terms, shown } = termsOf(input.query, eventGrammar);
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
      ...(shown !== undefined && {
        text: shown,
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

/**
 * Tells whether an event meets all conditions. Graph's calendar view has no search, so events are compared here. The
 * conditions are prepared once for all events.
 */
export function eventTest({
  terms,
  attendee,
  organizer,
}: Pick<CalendarQuery, "terms" | "attendee" | "organizer">): (event: GraphEvent) => boolean {
  const isAttendee = attendee === undefined ? undefined : personTest(attendee);
  const isOrganizer = organizer === undefined ? undefined : personTest(organizer);
  const isIn = termsTest(terms);
  return (event) => {
    // Whoever asks for meetings with somebody also means those that they called. Graph lists no organizer as attendee.
    if (isAttendee !== undefined && !isAttendee(event.organizer) && !(event.attendees ?? []).some(isAttendee)) {
      return false;
    }
    if (isOrganizer !== undefined && !isOrganizer(event.organizer)) return false;
    return terms.length === 0 || isIn(textsOf(event));
  };
}

/** How much text of an event is compared, about. */
export function charactersOf(event: GraphEvent): number {
  const { subject, bodyPreview, organizer, attendees, location, locations, categories } = event;
  const texts = [
    subject,
    bodyPreview,
    ...[organizer, ...(attendees ?? [])].map(nameAndAddress),
    ...[location, ...(locations ?? [])].map((place) => place?.displayName),
    ...(categories ?? []),
  ];
  return texts.reduce((characters, text) => characters + (text?.length ?? 0), 0);
}

function textsOf(event: GraphEvent): Record<TermField, SearchableText> & { others: SearchableText[] } {
  return {
    subject: searchableText(event.subject ?? ""),
    body: searchableText(event.bodyPreview ?? ""),
    organizer: searchableText(nameAndAddress(event.organizer)),
    attendee: searchableText((event.attendees ?? []).map(nameAndAddress).join(" | ")),
    location: searchableText(placesOf(event).join(" | ")),
    others: [searchableText((event.categories ?? []).join(" | "))],
  };
}

function nameAndAddress(person: GraphRecipient | null | undefined): string {
  return `${person?.emailAddress?.name ?? ""} ${person?.emailAddress?.address ?? ""}`;
}

/** Compares persons to an address, which must be the same, or to a name, of which every word must occur. */
export function personTest(wanted: string): (person: GraphRecipient | null | undefined) => boolean {
  if (isMailAddress(wanted)) return (person) => sameAddress(person?.emailAddress?.address, wanted);
  const words = foldText(wanted).split(" ").map(termTest);
  return (person) => {
    const text = searchableText(nameAndAddress(person));
    return words.every((isIn) => isIn(text));
  };
}

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
