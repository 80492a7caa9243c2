import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { mailPermissions } from "#common/tools/permissions.ts";
import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { askedFor, checkUnchanged } from "#workers/tools/paging/continued-search.ts";
import { joinIncomplete } from "#workers/tools/paging/incomplete.ts";
import { stoppedEarly } from "#workers/tools/paging/later-page.ts";
import { present } from "#workers/tools/present.ts";
import { permissionMissing, requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { GraphMessage } from "./graph-mail.ts";
import { mailHit } from "./mail-hit.ts";
import { type MailQuery, type MailSearchInput, mailQuerySchema, readMailQuery } from "./mail-query.ts";
import { type MailSearchPlan, needsSearch, planMailSearch } from "./mail-search-plan.ts";
import { type WalkPosition, walkMail, walkPositionSchema, walkStart } from "./mail-search-walk.ts";
import { inMailbox } from "./mailbox.ts";

export interface MailSearchCall extends MailSearchInput {
  limit: number;
  offset?: number | undefined;
  cursor?: string | undefined;
}

const cursorSchema = z.object({
  /** The parameters as given, to notice when they change. */
  asked: z.record(z.string(), z.string()),
  query: mailQuerySchema,
  /** Of the first call: the size of Graph's pages depends on it. */
  limit: z.number(),
  handedOut: z.number(),
  position: walkPositionSchema,
});
type Search = z.infer<typeof cursorSchema>;

interface Found {
  messages: GraphMessage[];
  next: WalkPosition | undefined;
  incomplete: Incomplete | undefined;
}

const ceilingReached: Incomplete = {
  reason:
    "Graph lists at most 1,000 matches of a text search, so older ones may be missing. Narrow the search with beforeDateTime.",
};

/** One answer of a mail search, from its beginning or from a cursor. */
export async function searchMail(call: MailSearchCall, context: ToolContext) {
  const search = call.cursor === undefined ? await begin(call, context) : resume(call, call.cursor, context);
  const { query } = search;
  const { reduced } = requirePermission(mailPermissions(query.owner), context.grantedScopes);
  if (reduced && needsSearch(query)) {
    throw permissionMissing(
      ["Mail.Read"],
      "Searching by text, recipient or a sender's name needs Mail.Read; dates, folders and a sender's address work without it.",
    );
  }
  const plan = planMailSearch(query, { limit: search.limit, offset: call.offset ?? 0, preview: !reduced });
  const inOrder = plan.mode === "filter" || query.order === "newest";
  const found = await inMailbox(query.owner, () =>
    inOrder ? findInOrder(plan, search, { call, context }) : findOldestFirst(plan, search, { call, context }),
  );
  const handedOut = search.handedOut + found.messages.length;
  const nextOffset = found.next && plan.mode === "filter" && handedOut <= 1_000 ? handedOut : undefined;
  const isTotalKnown = !found.next && !found.incomplete && (found.messages.length > 0 || search.handedOut === 0);
  return {
    messages: found.messages.map((message, at) =>
      mailHit(message, { owner: query.owner, offset: search.handedOut + at, userDomain: context.userDomain }),
    ),
    moreResults: found.next !== undefined,
    ...present({
      nextCursor: found.next && context.cursor.seal({ ...search, handedOut, position: found.next } satisfies Search),
      nextOffset,
      totalResultCount: isTotalKnown ? handedOut : undefined,
      incomplete: joinIncomplete([
        reduced === undefined ? undefined : { reason: `${reduced}.`, missingScopes: ["Mail.Read"] },
        found.incomplete,
      ]),
    }),
    effectiveQuery: effectiveQuery(query, plan),
  };
}

async function begin(call: MailSearchCall, context: ToolContext): Promise<Search> {
  const query = await readMailQuery(call, context);
  const handedOut = call.offset ?? 0;
  const position = { ...walkStart, toSkip: needsSearch(query) ? handedOut : 0 };
  return { asked: askedFor(call), query, limit: call.limit, handedOut, position };
}

function resume(call: MailSearchCall, cursor: string, context: ToolContext): Search {
  const search = context.cursor.open(cursor, cursorSchema);
  checkUnchanged(call, search.asked);
  return search;
}

interface Scene {
  call: MailSearchCall;
  context: ToolContext;
}

async function findInOrder(plan: MailSearchPlan, search: Search, { call, context }: Scene): Promise<Found> {
  const walk = await walkMail(plan, { context, from: search.position, limit: call.limit });
  if (walk.atCeiling) return { ...walk, incomplete: ceilingReached };
  if (walk.stopped) return { ...walk, incomplete: stoppedEarly(walk.stopped) };
  const isShort = walk.next !== undefined && walk.messages.length < call.limit;
  const incomplete = { reason: `${walk.looked} messages were looked through for this answer; go on with nextCursor.` };
  return { ...walk, incomplete: isShort ? incomplete : undefined };
}

/** Graph lists a text search newest first only, so the oldest are known when all are. */
async function findOldestFirst(plan: MailSearchPlan, search: Search, { call, context }: Scene): Promise<Found> {
  const walk = await walkMail(plan, {
    context,
    from: walkStart,
    limit: Number.POSITIVE_INFINITY,
  });
  if (walk.stopped) throw walk.stopped;
  if (walk.next || walk.atCeiling) {
    throw new ToolError(
      "invalid_input",
      "order: too many messages match to tell which are the oldest, since Graph lists a text search newest first and 1,000 at most. " +
        "Narrow it with beforeDateTime or more words, or leave order out.",
    );
  }
  const sorted = walk.messages.toSorted((one, other) =>
    (one.receivedDateTime ?? "").localeCompare(other.receivedDateTime ?? ""),
  );
  const messages = sorted.slice(search.handedOut, search.handedOut + call.limit);
  const isLast = search.handedOut + messages.length >= sorted.length;
  return { messages, next: isLast ? undefined : walkStart, incomplete: undefined };
}

/** The search as it was understood, for the caller to check. */
function effectiveQuery(query: MailQuery, { kql }: MailSearchPlan) {
  return {
    mailbox: query.owner ?? "the user's own",
    folder: query.folder?.path ?? "all folders",
    ...present({
      kql,
      sender: query.sender,
      recipient: query.recipient,
      after: query.shown.after,
      before: query.shown.before,
    }),
    order: query.order === "oldest" ? "oldest first" : "newest first",
  };
}
