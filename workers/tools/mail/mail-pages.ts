import { linkAfter, linkedPages } from "#workers/tools/paging/linked-pages.ts";
import type { ListPage } from "#workers/tools/paging/list-page.ts";
import { pageAt } from "#workers/tools/paging/page-at.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { type GraphMessage, graphMessage } from "./graph-mail.ts";
import type { MailPlace, TimePlace } from "./mail-place.ts";
import type { FilterPlan, SearchPlan } from "./mail-search-plan.ts";

type MailPages = AsyncGenerator<ListPage<GraphMessage, MailPlace>>;

/** The largest number of messages of one second that are requested again. Beyond it, pages follow Graph's links. */
const maxOfOneSecond = 100;

/**
 * Pages of messages sorted by the time of receipt, with `size` new messages each. The next page starts at the time of
 * the last message (keyset pagination). Graph's own links are offsets, with which messages are lost when others are
 * deleted.
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
    const request = plan.requestAt(time, size + (time?.known ?? 0));
    const page = await pageAt(graph, { request, itemSchema: graphMessage }, link);
    const { items } = page;
    const nextLink = linkAfter(page, link);
    const isWholeSecond = link === undefined && (time !== undefined || plan.offset === 0);
    const placeOf = (index: number) => timeAfter(items.slice(0, index), isWholeSecond);
    place = nextLink === undefined ? undefined : (placeBeyond(time, placeOf(items.length)) ?? { link: nextLink });
    yield { items, next: place, placeOf };
  } while (place !== undefined);
}

/**
 * The place, if it is beyond the start of its page. Graph can give fewer messages than requested, all of them known.
 */
function placeBeyond(start: TimePlace | undefined, place: TimePlace | undefined): TimePlace | undefined {
  const isBeyond = place?.secondMs !== start?.secondMs || (place?.known ?? 0) > (start?.known ?? 0);
  return isBeyond ? place : undefined;
}

/** The place behind the last message. Undefined if more messages of its second can stand before these. */
function timeAfter(items: readonly GraphMessage[], isWholeSecond: boolean): TimePlace | undefined {
  const last = secondOf(items.at(-1));
  const known = items.filter((message) => secondOf(message) === last).length;
  const isWhole = isWholeSecond || secondOf(items[0]) !== last;
  return Number.isNaN(last) || !isWhole || known > maxOfOneSecond ? undefined : { secondMs: last, known };
}

function secondOf(message: GraphMessage | undefined): number {
  return Math.floor(Date.parse(message?.receivedDateTime ?? "") / 1_000) * 1_000;
}

/** Pages of a text search, newest first, down to the start of the range. */
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
