import { createTextTurns } from "#workers/documents/text/text-turns.ts";
import { type Walk, walkPages } from "#workers/tools/paging/walk-pages.ts";
import type { WalkState } from "#workers/tools/paging/walk-state.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type CalendarPosition, calendarPages, type ListedEvent } from "./calendar-pages.ts";
import { type CalendarQuery, hasConditions } from "./calendar-query.ts";
import type { GraphEvent } from "./graph-event.ts";
import { charactersOf, eventTest } from "./match-event.ts";

/** The largest number of pages for an answer. With 100 events each, they take a few of the 25 seconds of a call. */
const maxPages = 10;
const searchPageSize = 100;

export interface CalendarWalk extends Walk<ListedEvent, CalendarPosition> {
  /** The last event that was examined for this answer. */
  lastLooked: GraphEvent | undefined;
}

/**
 * The page size of a new search. If every event is a hit, it is the limit plus one that tells whether more are left.
 */
export function pageSizeFor(
  query: CalendarQuery,
  { limit, offset = 0 }: { limit: number; offset?: number | undefined },
) {
  return hasConditions(query) || offset > 0 ? searchPageSize : limit + 1;
}

/** Walks the calendar until `limit` events match and it is known whether another one does. */
export async function walkCalendar(
  query: CalendarQuery,
  options: {
    from: WalkState<CalendarPosition>;
    limit: number;
    pageSize: number;
    /** Whether hits have all fields. */
    isFull: boolean;
    context: ToolContext;
  },
): Promise<CalendarWalk> {
  const { from, limit, pageSize, isFull, context } = options;
  const { graph, reportProgress } = context;
  const isMatch = eventTest(query);
  const takeTurn = createTextTurns();
  let lastLooked: GraphEvent | undefined;
  const walk = await walkPages({
    pages: (position) => calendarPages({ graph, query, pageSize, isFull }, position),
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
  return { ...walk, lastLooked };
}
