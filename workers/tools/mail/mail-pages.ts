import { linkedPages } from "#workers/tools/paging/linked-pages.ts";
import type { ListPage } from "#workers/tools/paging/list-page.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { type GraphMessage, graphMessage } from "./graph-mail.ts";
import type { MailPlace, TimePlace } from "./mail-place.ts";
import type { FilterPlan, SearchPlan } from "./mail-search-plan.ts";

type MailPages = AsyncGenerator<ListPage<GraphMessage, MailPlace>>;

/** More messages of one second are not asked for again; Graph's link goes on behind them. */
const maxOfOneSecond = 100;

/**
 * Messages in order of the time when they were received, `size` new ones a page. The next page is found by the time of
 * the last message: Graph's own links count places, so deleted messages would pull others past the end of a page.
 */
export async function* messagesByTime(
  plan: FilterPlan,
  { graph, size }: { graph: GraphDoor; size: number },
  from: MailPlace | undefined,
): MailPages {
  let place = from;
  do {
    const link = place !== undefined && "link" in place ? place.link : undefined;
    const time = place !== undefined && "secondMs" in place ? place : undefined;
    const { items, nextLink } =
      link === undefined
        ? await graph.getPage(plan.requestAt(time, size + (time?.known ?? 0)), graphMessage)
        : await graph.nextPage(link, graphMessage);
    const isWholeSecond = link === undefined && (time !== undefined || plan.offset === 0);
    const placeOf = (index: number) => timeAfter(items.slice(0, index), isWholeSecond);
    place = nextLink === undefined ? undefined : (placeOf(items.length) ?? { link: nextLink });
    yield { items, next: place, placeOf };
  } while (place !== undefined);
}

/** The time of the last message; undefined where earlier messages of that second may not be among these. */
function timeAfter(items: readonly GraphMessage[], isWholeSecond: boolean): TimePlace | undefined {
  const last = secondOf(items.at(-1));
  const known = items.filter((message) => secondOf(message) === last).length;
  const isWhole = isWholeSecond || secondOf(items[0]) !== last;
  return Number.isNaN(last) || !isWhole || known > maxOfOneSecond ? undefined : { secondMs: last, known };
}

function secondOf(message: GraphMessage | undefined): number {
  return Math.floor(Date.parse(message?.receivedDateTime ?? "") / 1_000) * 1_000;
}

/** Messages that a text search finds, newest first, as far as the range goes. */
export async function* messagesBySearch(plan: SearchPlan, graph: GraphDoor, from: MailPlace | undefined): MailPages {
  const link = from !== undefined && "link" in from ? from.link : undefined;
  const list = { request: plan.request, itemSchema: graphMessage };
  for await (const { items, next } of linkedPages(graph, list, link)) {
    const last = items.at(-1);
    const goesOn = next !== undefined && !(last && plan.isPast(last));
    yield { items, next: goesOn ? { link: next } : undefined };
    if (!goesOn) return;
  }
}
