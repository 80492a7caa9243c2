import type { ListPage } from "#workers/tools/paging/list-page.ts";
import { pageAt } from "#workers/tools/paging/page-at.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { type GraphMessage, graphMessage } from "./graph-mail.ts";
import type { MailPosition, TimePosition } from "./mail-position.ts";
import type { FilterPlan } from "./mail-search-plan.ts";

type MailPages = AsyncGenerator<ListPage<GraphMessage, MailPosition>>;

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
  from: MailPosition | undefined,
): MailPages {
  let position = from;
  do {
    const link = position !== undefined && "link" in position ? position.link : undefined;
    const time = position !== undefined && "secondMs" in position ? position : undefined;
    const request = plan.requestAt(time, size + (time?.known ?? 0));
    const page = await pageAt(graph, { request, itemSchema: graphMessage }, link);
    const { items, nextLink } = page;
    const isWholeSecond = link === undefined && (time !== undefined || plan.offset === 0);
    const positionOf = (index: number) => timeAfter(items.slice(0, index), isWholeSecond);
    position =
      nextLink === undefined ? undefined : (positionBeyond(time, positionOf(items.length)) ?? { link: nextLink });
    yield { items, next: position, positionOf };
  } while (position !== undefined);
}

/** The position, if it is beyond the start of its page. Graph can return fewer messages than requested, all known. */
function positionBeyond(start: TimePosition | undefined, position: TimePosition | undefined): TimePosition | undefined {
  const isBeyond = position?.secondMs !== start?.secondMs || (position?.known ?? 0) > (start?.known ?? 0);
  return isBeyond ? position : undefined;
}

/** The position after the last message. Undefined if more messages of its second can stand before these. */
function timeAfter(items: readonly GraphMessage[], isWholeSecond: boolean): TimePosition | undefined {
  const last = secondOf(items.at(-1));
  const known = items.filter((message) => secondOf(message) === last).length;
  const isWhole = isWholeSecond || secondOf(items[0]) !== last;
  return Number.isNaN(last) || !isWhole || known > maxOfOneSecond ? undefined : { secondMs: last, known };
}

function secondOf(message: GraphMessage | undefined): number {
  return Math.floor(Date.parse(message?.receivedDateTime ?? "") / 1_000) * 1_000;
}
