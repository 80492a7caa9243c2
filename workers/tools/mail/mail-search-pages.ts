import type { ListPage } from "#workers/tools/paging/list-page.ts";
import { pageWithShortLink } from "#workers/tools/paging/page-at.ts";
import { graphDay } from "#workers/tools/query/odata.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { type GraphMessage, graphMessage } from "./graph-mail.ts";
import type { MailPosition, SearchPosition } from "./mail-position.ts";
import { type SearchPlan, timeOf } from "./mail-search-plan.ts";

/**
 * Graph may end a search without a link after some 275 results (microsoft-graph-docs issue 6665), and does after 1,000
 * (https://learn.microsoft.com/graph/search-query-parameter). A shorter list is whole.
 */
const fewestOfCutList = 200;
/** KQL compares days in an unknown time zone. */
const dayMs = 86_400_000;

interface SearchPagesOptions {
  graph: GraphDoor;
  from: MailPosition | undefined;
  /** Called when the list ended though older messages can match. */
  onCut(): void;
}

/**
 * Pages of a text search, newest first, down to the start of the range. Where Graph may have ended the list early, a
 * further part has the messages that were sent before the oldest one.
 */
export async function* messagesBySearch(
  plan: SearchPlan,
  { graph, from, onCut }: SearchPagesOptions,
): AsyncGenerator<ListPage<GraphMessage, MailPosition>> {
  let position: SearchPosition | undefined = from !== undefined && "listed" in from ? from : { listed: 0 };
  while (position !== undefined) {
    const page: SearchPage = await pageFrom(position, plan, graph);
    position = page.next;
    if (page.isCut) onCut();
    yield page;
  }
}

interface SearchPage extends ListPage<GraphMessage, SearchPosition> {
  isCut: boolean;
}

async function pageFrom(
  { link, untilMs, listed, oldestMs }: SearchPosition,
  plan: SearchPlan,
  graph: GraphDoor,
): Promise<SearchPage> {
  const untilDay = untilMs === undefined ? undefined : graphDay(untilMs + dayMs);
  const list = { request: plan.requestUntil(untilDay), itemSchema: graphMessage };
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
