import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { laterPage } from "#workers/tools/paging/later-page.ts";
import { resumeAt } from "#workers/tools/paging/resume-at.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type GraphMessage, graphMessage } from "./graph-mail.ts";
import type { MailSearchPlan } from "./mail-search-plan.ts";

/** Where a walk goes on: a page of Graph, and how many of its messages were dealt with already. */
export const walkPositionSchema = z.object({
  /** Undefined = the first page. */
  link: z.string().optional(),
  done: z.number().int().nonnegative(),
  /** The last message dealt with; found again on a page that has moved meanwhile. */
  lastId: z.string().optional(),
  /** Messages that Graph has listed so far. */
  listed: z.number().int().nonnegative(),
  /** Hits that are still to be passed over, where Graph has not done so. */
  toSkip: z.number().int().nonnegative(),
});
export type WalkPosition = z.infer<typeof walkPositionSchema>;

export const walkStart: WalkPosition = { done: 0, listed: 0, toSkip: 0 };

export interface WalkResult {
  messages: GraphMessage[];
  /** Where to go on; undefined = nothing is left. */
  next: WalkPosition | undefined;
  /** Messages that were read through for this answer. */
  looked: number;
  /** Graph ended its list where it ends every search, so there may be more. */
  atCeiling: boolean;
  /** Microsoft's limit or outage that ended the walk early. */
  stopped?: ToolError;
}

/** Pages for one answer: with 100 messages a page, the longest list that Graph gives for a search. */
const maxPages = 10;
/** `$search` lists no more (learn.microsoft.com/graph/search-query-parameter). */
const searchCeiling = 1_000;

export interface WalkOptions {
  context: Pick<ToolContext, "graph" | "reportProgress">;
  from: WalkPosition;
  limit: number;
}

/** Walks the pages of a plan from a position until `limit` messages are kept. */
export async function walkMail(plan: MailSearchPlan, { context, from, limit }: WalkOptions): Promise<WalkResult> {
  const { graph, reportProgress } = context;
  const messages: GraphMessage[] = [];
  let { link, listed, toSkip } = from;
  let looked = 0;
  let start: Pick<WalkPosition, "done" | "lastId"> | undefined = from;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const at = link;
    const page = await laterPage(
      () => (at === undefined ? graph.getPage(plan.request, graphMessage) : graph.nextPage(at, graphMessage)),
      pages > 0,
    );
    if (page instanceof ToolError) {
      return { messages, next: { link, done: 0, listed, toSkip }, looked, atCeiling: false, stopped: page };
    }
    const first = start ? resumeAt(page.items, start) : 0;
    start = undefined;
    for (const [at, message] of page.items.entries()) {
      if (at < first) continue;
      if (plan.keeps(message)) {
        if (messages.length === limit) {
          return {
            messages,
            next: { link, done: at, lastId: page.items[at - 1]?.id, listed, toSkip },
            looked,
            atCeiling: false,
          };
        }
        if (toSkip > 0) toSkip -= 1;
        else messages.push(message);
      }
      looked += 1;
    }
    listed += page.items.length;
    reportProgress({ progress: pages + 1, message: `Looked through ${listed} messages, ${messages.length} fit` });
    const last = page.items.at(-1);
    if (page.nextLink === undefined) {
      return { messages, next: undefined, looked, atCeiling: plan.mode === "search" && listed >= searchCeiling };
    }
    if (last && plan.isPast(last)) return { messages, next: undefined, looked, atCeiling: false };
    link = page.nextLink;
    if (messages.length === limit) break;
  }
  return { messages, next: { link, done: 0, listed, toSkip }, looked, atCeiling: false };
}
