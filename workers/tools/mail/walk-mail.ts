import { ToolError } from "#common/errors.ts";
import { type ListPage, pageAt, pagesFrom, pageWithShortLink } from "#workers/tools/paging/linked-pages.ts";
import { type Walk, type WalkState, walkPages, walkStart } from "#workers/tools/paging/walk-pages.ts";
import type { GraphDoor, ToolContext } from "#workers/tools/tool-context.ts";
import { type GraphMessage, graphMessage } from "./graph-mail.ts";
import {
  type FilterPlan,
  type MailPosition,
  type MailSearchPlan,
  type SearchPlan,
  type SearchPosition,
  type TimePosition,
  timeOf,
} from "./mail-search-plan.ts";

/** The largest number of messages of one second that are requested again. Beyond it, pages follow Graph's links. */
const maxOfOneSecond = 100;

/**
 * A page of messages sorted by the time of receipt, with `size` new messages. The next page starts at the time of
 * the last message (keyset pagination). Graph's own links are offsets, with which messages are lost when others are
 * deleted.
 */
async function messagesByTime(
  plan: FilterPlan,
  { graph, size }: { graph: GraphDoor; size: number },
  position: MailPosition | undefined,
): Promise<ListPage<GraphMessage, MailPosition>> {
  const link = position !== undefined && "link" in position ? position.link : undefined;
  const time = position !== undefined && "secondMs" in position ? position : undefined;
  const request = plan.requestAt(time, size + (time?.known ?? 0));
  const { items, nextLink } = await pageAt(graph, { request, itemSchema: graphMessage }, link);
  const isWholeSecond = link === undefined && (time !== undefined || plan.offset === 0);
  const positionOf = (index: number) => timeAfter(items.slice(0, index), isWholeSecond);
  const next =
    nextLink === undefined ? undefined : (positionBeyond(time, positionOf(items.length)) ?? { link: nextLink });
  return { items, next, positionOf };
}

/** The position, if it is beyond the start of its page. Graph can return fewer messages than requested, all known. */
function positionBeyond(start: TimePosition | undefined, position: TimePosition | undefined): TimePosition | undefined {
  const isBeyond = position?.secondMs !== start?.secondMs || (position?.known ?? 0) > (start?.known ?? 0);
  return isBeyond ? position : undefined;
}

/** The position after the last message. Undefined if more messages of its second can stand before these. */
function timeAfter(items: readonly GraphMessage[], isWholeSecond: boolean): TimePosition | undefined {
  const last = secondOf(items.at(-1));
  const known = items.length - 1 - items.findLastIndex((message) => secondOf(message) !== last);
  const isWhole = isWholeSecond || secondOf(items[0]) !== last;
  return Number.isNaN(last) || !isWhole || known > maxOfOneSecond ? undefined : { secondMs: last, known };
}

function secondOf(message: GraphMessage | undefined): number {
  return Math.floor(Date.parse(message?.receivedDateTime ?? "") / 1_000) * 1_000;
}

/**
 * Graph may end a search without a link after some 275 results (microsoft-graph-docs issue 6665), and does after 1,000
 * (https://learn.microsoft.com/graph/search-query-parameter). A shorter list is whole.
 */
const fewestOfCutList = 200;
/** KQL compares days in an unknown time zone. */
const dayMs = 86_400_000;

interface SearchPage extends ListPage<GraphMessage, SearchPosition> {
  isCut: boolean;
}

async function pageFrom(
  { link, untilMs, listed, oldestMs }: SearchPosition,
  plan: SearchPlan,
  graph: GraphDoor,
): Promise<SearchPage> {
  const request = plan.requestUntil(untilMs === undefined ? undefined : untilMs + dayMs);
  const list = { request, itemSchema: graphMessage };
  const page = await pageWithShortLink(graph, list, link);
  const items = page.items.filter((message) => (sentMsOf(message) ?? 0) <= (untilMs ?? Number.POSITIVE_INFINITY));
  const last = items.at(-1);
  if (last && plan.isPast(last)) return { items, next: undefined, isCut: false };
  const here = { untilMs, listed: listed + page.items.length, oldestMs: (last && sentMsOf(last)) ?? oldestMs };
  if (page.nextLink !== undefined) return { items, next: { ...here, link: page.nextLink }, isCut: false };
  const next = partBelow(here, plan);
  return { items, next, isCut: next === undefined && here.listed >= fewestOfCutList };
}

/** The start of the part below a list that can be cut. */
function partBelow({ listed, oldestMs, untilMs }: SearchPosition, plan: SearchPlan): SearchPosition | undefined {
  if (listed < fewestOfCutList || oldestMs === undefined || !plan.canGoOnByDay) return undefined;
  return untilMs === undefined || oldestMs < untilMs ? { listed: 0, untilMs: oldestMs } : undefined;
}

function sentMsOf({ sentDateTime, receivedDateTime }: GraphMessage): number | undefined {
  return timeOf(sentDateTime ?? receivedDateTime);
}

/** The largest number of pages for an answer: with 100 messages each, the longest result of `$search`. */
const usualPages = 10;
/** Sorting needs all results, of which Graph may list many twice to the end. */
const maxSortedPages = 2 * usualPages;
/** The largest number of results of `$search` (https://learn.microsoft.com/graph/search-query-parameter). */
const searchCeiling = 1_000;

export interface WalkRequest {
  from: WalkState<MailPosition>;
  limit: number;
  context: Pick<ToolContext, "graph" | "reportProgress">;
  order: "newest" | "oldest";
  maxPages?: number;
}

export interface MailWalk extends Walk<GraphMessage, MailPosition> {
  /** Whether Graph cut the list, so that more messages can match. */
  isAtCeiling: boolean;
}

/**
 * Walks messages in the order that is asked for: those that Graph filters and sorts, or the results of a text search.
 * These come newest first, and where Graph may have ended their list early, a further part has the messages that were
 * sent before the oldest one. For the oldest ones each answer lists all of them.
 */
export async function walkMail(
  plan: MailSearchPlan,
  { from, limit, context, order, maxPages = usualPages }: WalkRequest,
): Promise<MailWalk> {
  const { graph, reportProgress } = context;
  let isCut = false;
  async function pageOf(position: MailPosition | undefined): Promise<ListPage<GraphMessage, MailPosition>> {
    if (plan.mode === "filter") return await messagesByTime(plan, { graph, size: limit }, position);
    if (order === "oldest") {
      const all = await allOldestFirst(plan, context);
      isCut = all.isAtCeiling;
      return { items: all.items, next: undefined };
    }
    const start = position !== undefined && "listed" in position ? position : { listed: 0 };
    const page = await pageFrom(start, plan, graph);
    isCut ||= page.isCut;
    return page;
  }
  const walk = await walkPages({
    pages: (start) => pagesFrom(start, pageOf),
    idOf: ({ id }) => id,
    isHit: (message) => plan.mode === "filter" || plan.isWanted(message),
    from,
    limit,
    maxPages,
    lookAhead: "page",
    onPage: ({ pages, listed, hits }) =>
      reportProgress({ progress: pages, message: `Looked through ${listed} messages, ${hits.length} fit` }),
  });
  return { ...walk, isAtCeiling: isCut && (order === "oldest" || walk.next === undefined) };
}

async function allOldestFirst(plan: SearchPlan, context: WalkRequest["context"]) {
  const newest = { from: walkStart(), limit: Number.POSITIVE_INFINITY, context, order: "newest" } as const;
  const all = await walkMail(plan, { ...newest, maxPages: maxSortedPages });
  if (all.stopped) throw all.stopped;
  if (all.next || (all.isAtCeiling && all.listed >= searchCeiling)) throw tooManyError();
  const items = all.hits.toSorted((one, other) =>
    (one.receivedDateTime ?? "").localeCompare(other.receivedDateTime ?? ""),
  );
  return { items, isAtCeiling: all.isAtCeiling };
}

function tooManyError(): ToolError {
  return new ToolError(
    "invalid_input",
    "order: too many messages match to tell which are the oldest, since Graph lists a text search newest first and " +
      "1,000 at most. Narrow it with beforeDateTime or more words, or leave order out.",
  );
}
