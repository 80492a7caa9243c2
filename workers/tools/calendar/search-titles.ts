import { maxOffset } from "#common/tools/outlook-calendar-search.ts";
import type { Detail } from "#common/tools/schemas/parameters.ts";
import type { Incomplete } from "#common/tools/schemas/results.ts";
import { createTextTurns } from "#workers/text/text-turns.ts";
import { shownMoment } from "#workers/tools/dates/date-range.ts";
import { hasCode, isRefused } from "#workers/tools/optional-request.ts";
import { shownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type CalendarQuery, charactersOf, eventTest } from "./calendar-query.ts";
import { eventHit } from "./event-content.ts";
import type { GraphEvent } from "./graph-event.ts";
import { maxScheduleDays, scheduleCollection, scheduleRequest } from "./schedules.ts";

const hourMs = 3_600_000;
const windowMs = maxScheduleDays * 24 * hourMs;

/**
 * Searches a calendar of which only free/busy times with titles are shared ("limited details" in Outlook), at most 42
 * days of it. Undefined if no titles are shared either: bare free/busy would tell which mailboxes exist.
 */
export async function searchTitles(
  query: CalendarQuery & { owner: string },
  { limit, offset = 0, detail }: { limit: number; offset?: number | undefined; detail?: Detail },
  context: ToolContext,
) {
  const window = windowOf(query);
  const events = await readTitles(query.owner, window, context);
  if (events === undefined) return undefined;
  const found = await matching(events, query);
  const inOrder = query.order === "newest" ? found.toReversed() : found;
  const hits = inOrder.slice(offset, offset + limit);
  const end = offset + hits.length;
  const moreResults = end < found.length;
  const shown = { ...query, userDomain: context.userDomain, fields: shownFields(detail) };
  return {
    events: hits.map((event, at) => eventHit(event, { ...shown, offset: offset + at })),
    moreResults,
    ...withoutEmpty({ nextOffset: moreResults && end <= maxOffset ? end : undefined }),
    eventsLookedThrough: events.length,
    ...withoutEmpty({ effectiveQuery: query.shown }),
    incomplete: onlyTitles(query, window),
  };
}

async function matching(events: readonly GraphEvent[], query: CalendarQuery): Promise<GraphEvent[]> {
  const isMatch = eventTest(query);
  const takeTurn = createTextTurns();
  const found: GraphEvent[] = [];
  for (const event of events) {
    await takeTurn(charactersOf(event));
    if (isMatch(event)) found.push(event);
  }
  return found;
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
  const answer = await graph.post(scheduleRequest([owner], range), scheduleCollection).catch((error: unknown) => {
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

function onlyTitles({ owner, zone }: CalendarQuery, { fromMs, toMs }: { fromMs: number; toMs: number }): Incomplete {
  return {
    reason:
      `Of the calendar of ${owner}, only times, titles and places are shared with you; people and descriptions were ` +
      `not searched. Searched from ${shownMoment(fromMs, zone)} to ${shownMoment(toMs, zone)}; give other dates ` +
      "for other days.",
  };
}
