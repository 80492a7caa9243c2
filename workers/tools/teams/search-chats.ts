import { ToolError } from "#common/errors.ts";
import { chatListOnly, chatSearchPermissions, scanOnly } from "#common/tools/permissions.ts";
import { type AskedFor, askedFor, checkUnchanged } from "#workers/tools/paging/continued-search.ts";
import { present } from "#workers/tools/present.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type ChatSearchCall, readChatQuery, shownQuery } from "./chat-query.ts";
import { type ChatSearch, chatSearchSchema } from "./chat-search.ts";
import { findChatMessages } from "./find-chat-messages.ts";
import { chatKql } from "./graph-chat-search.ts";
import { listChats } from "./list-chats.ts";
import { searchByScan } from "./search-by-scan.ts";

/** The largest `offset` that the tool takes. */
const maxOffset = 1_000;

/** One answer of a search for chat messages, from its beginning or from a cursor. */
export async function searchChats(call: ChatSearchCall, context: ToolContext) {
  const { reduced } = requirePermission(chatSearchPermissions, context.grantedScopes);
  const asked = askedFor(call);
  const search = call.cursor === undefined ? await begin(call, asked, context) : resume(call, call.cursor, context);
  if (reduced === chatListOnly) return await listChats(search, call.limit, context);
  if (reduced === scanOnly || search.scan !== undefined) {
    return await searchByScan(search, call.limit, { context, missingScopes: missingFor(context), because: reduced });
  }
  try {
    return await searchByIndex(search, call.limit, context);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "forbidden") throw error;
    return await searchByScan(search, call.limit, { context, missingScopes: [], because: refused });
  }
}

const refused = "Microsoft Search refuses this account, so only its recent chats were looked through, and no channels";

function missingFor({ grantedScopes }: ToolContext): string[] {
  return ["ChannelMessage.Read.All"].filter((scope) => !grantedScopes.has(scope));
}

async function begin(call: ChatSearchCall, asked: AskedFor, context: ToolContext): Promise<ChatSearch> {
  return { asked, query: await readChatQuery(call, context), from: call.offset ?? 0 };
}

function resume(call: ChatSearchCall, cursor: string, context: ToolContext): ChatSearch {
  const search = context.cursor.open(cursor, chatSearchSchema);
  checkUnchanged(call, search.asked);
  return search;
}

async function searchByIndex(search: ChatSearch, limit: number, context: ToolContext) {
  const { query, from } = search;
  const { hits, next, incomplete } = await findChatMessages(query, { from, limit }, context);
  return {
    messages: hits,
    moreResults: next !== undefined,
    ...present({
      nextCursor: next === undefined ? undefined : context.cursor.seal({ ...search, from: next } satisfies ChatSearch),
      nextOffset: next !== undefined && next <= maxOffset ? next : undefined,
      incomplete,
    }),
    searchInfo: { method: "Microsoft Search" },
    effectiveQuery: shownQuery(query, chatKql(query)),
  };
}
