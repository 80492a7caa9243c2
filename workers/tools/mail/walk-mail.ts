import { ToolError } from "#common/errors.ts";
import type { ListPage } from "#workers/tools/paging/list-page.ts";
import { type Walk, type WalkOptions, walkPages } from "#workers/tools/paging/walk-pages.ts";
import { type WalkState, walkStart } from "#workers/tools/paging/walk-state.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { GraphMessage } from "./graph-mail.ts";
import { messagesByTime } from "./mail-pages.ts";
import type { MailPosition } from "./mail-position.ts";
import { messagesBySearch } from "./mail-search-pages.ts";
import type { FilterPlan, SearchPlan } from "./mail-search-plan.ts";

/** The largest number of pages for an answer: with 100 messages each, the longest result of `$search`. */
const maxPages = 10;
/** Sorting needs all results, of which Graph may list many twice to the end. */
const maxSortedPages = 2 * maxPages;
/** The largest number of results of `$search` (https://learn.microsoft.com/graph/search-query-parameter). */
const searchCeiling = 1_000;

type MailWalkOptions = WalkOptions<GraphMessage, MailPosition>;

export interface WalkRequest {
  from: WalkState<MailPosition>;
  limit: number;
  context: Pick<ToolContext, "graph" | "reportProgress">;
}

export interface MailWalk extends Walk<GraphMessage, MailPosition> {
  /** Whether Graph cut the list, so that more messages can match. */
  isAtCeiling: boolean;
}

/** Walks messages that Graph filters and sorts. */
export async function walkFilter(plan: FilterPlan, { from, limit, context }: WalkRequest): Promise<MailWalk> {
  const walk = await walkPages({
    ...walkOptionsFor(context),
    pages: (position) => messagesByTime(plan, { graph: context.graph, size: limit }, position),
    isHit: () => true,
    from,
    limit,
  });
  return { ...walk, isAtCeiling: false };
}

/** Walks the results of a text search, newest first. */
export async function walkSearch(
  plan: SearchPlan,
  { from, limit, context }: WalkRequest,
  pages = maxPages,
): Promise<MailWalk> {
  let isCut = false;
  const onCut = () => {
    isCut = true;
  };
  const walk = await walkPages({
    ...walkOptionsFor(context),
    pages: (position) => messagesBySearch(plan, { graph: context.graph, from: position, onCut }),
    isHit: (message) => plan.isWanted(message),
    from,
    limit,
    maxPages: pages,
  });
  return { ...walk, isAtCeiling: isCut && walk.next === undefined };
}

/** Walks the results of a text search, oldest first. Graph lists the newest first, so each answer lists all of them. */
export async function walkOldestFirst(plan: SearchPlan, { from, limit, context }: WalkRequest): Promise<MailWalk> {
  let isAtCeiling = false;
  async function* sorted(): AsyncGenerator<ListPage<GraphMessage, MailPosition>> {
    const all = await walkSearch(plan, { from: walkStart(), limit: Number.POSITIVE_INFINITY, context }, maxSortedPages);
    if (all.stopped) throw all.stopped;
    if (all.next || (all.isAtCeiling && all.listed >= searchCeiling)) throw tooManyError();
    isAtCeiling = all.isAtCeiling;
    const items = all.hits.toSorted((one, other) =>
      (one.receivedDateTime ?? "").localeCompare(other.receivedDateTime ?? ""),
    );
    yield { items, next: undefined };
  }
  const walk = await walkPages({ ...walkOptionsFor(context), pages: sorted, isHit: () => true, from, limit });
  return { ...walk, isAtCeiling };
}

function walkOptionsFor({ reportProgress }: Pick<ToolContext, "reportProgress">) {
  return {
    idOf: ({ id }) => id,
    maxPages,
    lookAhead: "page",
    onPage: ({ pages, listed, hits }) =>
      reportProgress({ progress: pages, message: `Looked through ${listed} messages, ${hits.length} fit` }),
  } satisfies Partial<MailWalkOptions>;
}

function tooManyError(): ToolError {
  return new ToolError(
    "invalid_input",
    "order: too many messages match to tell which are the oldest, since Graph lists a text search newest first and " +
      "1,000 at most. Narrow it with beforeDateTime or more words, or leave order out.",
  );
}
