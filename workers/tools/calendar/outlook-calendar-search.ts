import { z } from "zod";
import { outlookCalendarSearch } from "#common/tools/outlook-calendar-search.ts";
import { calendarPermissions } from "#common/tools/permissions.ts";
import { maxOffset } from "#common/tools/schemas/parameters.ts";
import { createTextTurns, filterInTurns, mapInTurns } from "#workers/text/text-turns.ts";
import { shownMoment } from "#workers/tools/dates/date-range.ts";
import { inMailbox } from "#workers/tools/mail/mailbox.ts";
import { hasCode, isRefused } from "#workers/tools/optional-request.ts";
import { cursorStart, detailOf, openSearch, searchCursorSchema, unshown } from "#workers/tools/paging/search-cursor.ts";
import { joinIncomplete, shortAnswer } from "#workers/tools/paging/short-answer.ts";
import { walkPages, walkStart, walkStateSchema } from "#workers/tools/paging/walk-pages.ts";
import { severalPeople } from "#workers/tools/query/ambiguous-names.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { shownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler, type ToolContext } from "#workers/tools/tool-context.ts";
import {
  type CalendarQuery,
  calendarPages,
  calendarPositionSchema,
  calendarQuerySchema,
  charactersOf,
  eventTest,
  hasConditions,
  personTest,
  readCalendarQuery,
} from "./calendar-query.ts";
import { eventHit } from "./event-content.ts";
import { eventTimes } from "./event-times.ts";
import type { GraphEvent } from "./graph-event.ts";
import { maxScheduleDays, scheduleItems, scheduleRequest } from "./schedules.ts";

/** Says that a name that was asked for fits several organizers or attendees of these events. */
export async function severalInEvents(
  events: readonly GraphEvent[],
  { organizer, attendee }: Pick<CalendarQuery, "organizer" | "attendee">,
): Promise<string | undefined> {
  const organizers = events.map((event) => event.organizer?.emailAddress?.address);
  return (
    severalPeople(organizer, organizers, "organizer") ??
    severalPeople(attendee, await attendeesNamed(events, attendee), "attendee")
  );
}

/** The addresses of the attendees whom a name fits. Events can have hundreds each. */
async function attendeesNamed(events: readonly GraphEvent[], name: string | undefined) {
  if (name === undefined) return [];
  const isNamed = personTest(name);
  const named = await mapInTurns(events, charactersOf, ({ attendees }) => (attendees ?? []).filter(isNamed));
  return named.flat().map(({ emailAddress }) => emailAddress?.address);
}

/** The largest number of pages for an answer. With 100 events each, they take a few of the 25 seconds of a call. */
const maxPages = 10;
const searchPageSize = 100;

type CalendarSearchInput = z.output<typeof outlookCalendarSearch.inputSchema>;

const cursorSchema = searchCursorSchema({
  query: calendarQuerySchema,
  /** The size of Graph's pages, which must not change during a search. */
  pageSize: z.number().int().positive(),
  walk: walkStateSchema(calendarPositionSchema),
});
type Search = z.infer<typeof cursorSchema>;

/** Answers one call of a calendar search, which starts a search or continues one. */
async function searchCalendar(input: CalendarSearchInput, context: ToolContext): ReturnType<typeof searchEvents> {
  const search = openSearch(input, cursorSchema, context) ?? (await begin(input, context));
  const { query } = search;
  requirePermission(calendarPermissions(query.owner), context.grantedScopes);
  try {
    return await inMailbox(query.owner, () => searchEvents(search, input.limit, context));
  } catch (error) {
    const { owner } = query;
    const isClosed = hasCode(error, "not_found");
    if (owner === undefined || input.cursor !== undefined || !isClosed) throw error;
    const titles = await searchTitles({ ...query, owner }, input, context);
    if (titles === undefined) throw error;
    return titles;
  }
}

/** Walks the calendar until `limit` events match and it is known whether another one does. */
async function searchEvents(search: Search, limit: number, context: ToolContext) {
  const { query, pageSize, walk: from } = search;
  const { graph, reportProgress, userDomain } = context;
  const fields = shownFields(detailOf(search));
  const isMatch = eventTest(query);
  const takeTurn = createTextTurns();
  let lastLooked: GraphEvent | undefined;
  const walk = await walkPages({
    pages: (position) => calendarPages({ graph, query, pageSize, isFull: fields.isFull }, position),
    idOf: ({ event }) => event.id,
    async isHit({ event, segment }) {
      await takeTurn(charactersOf(event));
      lastLooked = event;
      return isMatch(event) && !segment.isRepeat(event);
    },
    from,
    limit,
    maxPages,
    lookAhead: "list",
    onPage: ({ pages, listed }) => reportProgress({ progress: pages, message: `Looked through ${listed} events` }),
  });
  const { hits, next, returned } = walk;
  const isTotalKnown = !next && (hits.length > 0 || from.returned === 0);
  return withoutEmpty({
    events: hits.map(({ event }, at) =>
      eventHit(event, { owner: query.owner, zone: query.zone, offset: from.returned + at, userDomain, fields }),
    ),
    moreResults: next !== undefined,
    nextCursor: next && context.cursor.seal({ ...search, query: unshown(query, fields), walk: next }, cursorSchema),
    nextOffset: next && returned <= maxOffset ? returned : undefined,
    totalResultCount: isTotalKnown ? returned : undefined,
    unclear: await severalInEvents(
      hits.map(({ event }) => event),
      query,
    ),
    incomplete: joinIncomplete([
      shortAnswer(walk, { limit, items: "events", until: lastStart(lastLooked, query) }),
      next === undefined && returned === 0 && query.terms.length > 0 && onlyPreviews,
    ]),
    eventsLookedThrough: walk.examined,
    effectiveQuery: query.shown,
  });
}

async function begin(input: CalendarSearchInput, context: ToolContext): Promise<Search> {
  const query = await readCalendarQuery(input, context);
  // If every event is a hit, one more than the limit tells whether more are left.
  const pageSize = hasConditions(query) || (input.offset ?? 0) > 0 ? searchPageSize : input.limit + 1;
  return { ...cursorStart(input), query, pageSize, walk: walkStart(input) };
}

/** Tells of the last event that was examined for an answer. */
function lastStart(event: GraphEvent | undefined, { zone }: CalendarQuery): string {
  const last = event && eventTimes(event, zone).start?.dateTime;
  return last === undefined ? "" : `, the last of them starts ${last}`;
}

/** Explains a text search that found nothing. */
const onlyPreviews =
  "Only the first 255 characters of a description are searched, so words further on are not found. Search by " +
  "date or people, and read the event.";

const hourMs = 3_600_000;
const windowMs = maxScheduleDays * 24 * hourMs;

/**
 * Searches a calendar of which only free/busy times with titles are shared ("limited details" in Outlook), at most 42
 * days of it. Undefined if no titles are shared either: bare free/busy would tell which mailboxes exist.
 */
async function searchTitles(
  query: CalendarQuery & { owner: string },
  { limit, offset = 0, detail }: CalendarSearchInput,
  context: ToolContext,
) {
  const window = windowOf(query);
  const events = await readTitles(query.owner, window, context);
  if (events === undefined) return undefined;
  const found = await filterInTurns(events, charactersOf, eventTest(query));
  const inOrder = query.order === "newest" ? found.toReversed() : found;
  const hits = inOrder.slice(offset, offset + limit);
  const end = offset + hits.length;
  const moreResults = end < found.length;
  const shown = { owner: query.owner, zone: query.zone, userDomain: context.userDomain, fields: shownFields(detail) };
  return withoutEmpty({
    events: hits.map((event, at) => eventHit(event, { ...shown, offset: offset + at })),
    moreResults,
    nextOffset: moreResults && end <= maxOffset ? end : undefined,
    eventsLookedThrough: events.length,
    effectiveQuery: query.shown,
    incomplete: { reason: onlyTitles(query, window) },
  });
}

/** Part of the range that one request gives, from where the search begins. */
function windowOf({ afterMs, beforeMs, todayMs, order }: CalendarQuery) {
  if (order === "newest") return { fromMs: Math.max(afterMs, beforeMs - windowMs), toMs: beforeMs };
  const fromMs = order === "oldest" ? afterMs : Math.min(Math.max(todayMs, afterMs), beforeMs);
  return { fromMs, toMs: Math.min(beforeMs, fromMs + windowMs) };
}

/** Events in the order of their starts. */
async function readTitles(
  owner: string,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  { graph }: ToolContext,
): Promise<GraphEvent[] | undefined> {
  const range = { fromMs, toMs: Math.max(toMs, fromMs + hourMs), slotMinutes: 60 };
  const answer = await graph.post(scheduleRequest([owner], range), scheduleItems).catch((error: unknown) => {
    if (isRefused(error) || hasCode(error, "invalid_input")) return undefined;
    throw error;
  });
  const items = answer?.value?.[0]?.scheduleItems ?? [];
  if (!items.some(({ subject, location }) => subject || location)) return undefined;
  return items
    .map(({ status, subject, location, isPrivate, start, end }) => ({
      subject,
      location: { displayName: location },
      showAs: status,
      sensitivity: isPrivate ? "private" : undefined,
      start,
      end,
    }))
    .toSorted((a, b) => ((a.start?.dateTime ?? "") < (b.start?.dateTime ?? "") ? -1 : 1));
}

const onlyTitles = ({ owner, zone }: CalendarQuery, { fromMs, toMs }: { fromMs: number; toMs: number }) =>
  `Of the calendar of ${owner}, only times, titles and places are shared with you; people and descriptions were ` +
  `not searched. Searched from ${shownMoment(fromMs, zone)} to ${shownMoment(toMs, zone)}; give other dates ` +
  "for other days.";

/** Finds events in one calendar. */
export const outlookCalendarSearchHandler = defineHandler(outlookCalendarSearch, {
  run: searchCalendar,
  toBlocks: ({ events, ...paging }) => [...events, paging],
});
