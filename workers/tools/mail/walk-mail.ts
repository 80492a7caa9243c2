import { ToolError } from "#common/errors.ts";
import { dayMs } from "#workers/tools/dates/named-time.ts";
import { type ListPage, pageAt, pagesFrom, pageWithShortLink } from "#workers/tools/paging/linked-pages.ts";
import { type Walk, type WalkState, walkPages, walkStart } from "#workers/tools/paging/walk-pages.ts";
import type { GraphDoor, ToolContext } from "#workers/tools/tool-context.ts";
import { type GraphMessage, graphMessage } from "./graph-mail.ts";
import {
  type FilterPlan,
  type MailPosition,
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

interface SearchPage extends ListPage<GraphMessage, SearchPosition> {
  isCut: boolean;
}

async function pageFrom(
  { link, untilMs, listed, oldestMs }: SearchPosition,
  plan: SearchPlan,
  graph: GraphDoor,
): Promise<SearchPage> {
  // KQL compares days in an unknown time zone.
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

interface WalkRequest {
  from: WalkState<MailPosition>;
  limit: number;
  context: Pick<ToolContext, "graph" | "reportProgress">;
}

interface MailWalk extends Walk<GraphMessage, MailPosition> {
  /** Whether Graph cut the list, so that more messages can match. */
  isAtCeiling: boolean;
}

type ReadPage = (position: MailPosition | undefined) => Promise<ListPage<GraphMessage, MailPosition>>;

const walkBy = (
  readPage: ReadPage,
  { from, limit, context: { reportProgress } }: WalkRequest,
  {
    isHit = () => true,
    maxPages = usualPages,
  }: { isHit?(message: GraphMessage): boolean; maxPages?: number | undefined } = {},
) =>
  walkPages({
    pages: (start) => pagesFrom(start, readPage),
    idOf: ({ id }) => id,
    isHit,
    from,
    limit,
    maxPages,
    lookAhead: "page",
    onPage: ({ pages, listed, hits }) =>
      reportProgress({ progress: pages, message: `Looked through ${listed} messages, ${hits.length} fit` }),
  });

/** Walks messages that Graph filters and sorts. */
export async function walkFilter(plan: FilterPlan, request: WalkRequest): Promise<MailWalk> {
  const { graph } = request.context;
  const walk = await walkBy((position) => messagesByTime(plan, { graph, size: request.limit }, position), request);
  return { ...walk, isAtCeiling: false };
}

/**
 * Walks the results of a text search, newest first. Where Graph may have ended their list early, a further part has the
 * messages that were sent before the oldest one.
 */
export async function walkSearch(plan: SearchPlan, request: WalkRequest, maxPages?: number): Promise<MailWalk> {
  let isCut = false;
  const readPage: ReadPage = async (position) => {
    const start = position !== undefined && "listed" in position ? position : { listed: 0 };
    const page = await pageFrom(start, plan, request.context.graph);
    isCut ||= page.isCut;
    return page;
  };
  const walk = await walkBy(readPage, request, { isHit: plan.isWanted, maxPages });
  return { ...walk, isAtCeiling: isCut && walk.next === undefined };
}

/** Walks the results of a text search, oldest first. Graph lists the newest first, so each answer lists all of them. */
export async function walkOldestFirst(plan: SearchPlan, request: WalkRequest): Promise<MailWalk> {
  let isAtCeiling = false;
  const readAll: ReadPage = async () => {
    const toTheEnd = { ...request, from: walkStart(), limit: Number.POSITIVE_INFINITY };
    const all = await walkSearch(plan, toTheEnd, maxSortedPages);
    if (all.stopped) throw all.stopped;
    if (all.next || (all.isAtCeiling && all.listed >= searchCeiling)) throw tooManyError();
    isAtCeiling = all.isAtCeiling;
    const items = all.hits.toSorted((one, other) =>
      (one.receivedDateTime ?? "").localeCompare(other.receivedDateTime ?? ""),
    );
    return { items, next: undefined };
  };
  const walk = await walkBy(readAll, request);
  return { ...walk, isAtCeiling };
}

function tooManyError(): ToolError {
  return new ToolError(
    "invalid_input",
    "order: too many messages match to tell which are the oldest, since Graph lists a text search newest first and " +
      "1,000 at most. Narrow it with beforeDateTime or more words, or leave order out.",
  );
}
