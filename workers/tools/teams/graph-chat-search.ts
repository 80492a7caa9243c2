import { z } from "zod";
import { texts } from "#workers/tools/graph-values.ts";
import { chatVocabulary, hasRestriction } from "#workers/tools/query/check-kql.ts";
import { messageKql, onDay } from "#workers/tools/query/kql.ts";
import { searchFor } from "#workers/tools/query/microsoft-search.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ChatQuery } from "./chat-search.ts";

const identity = z.object(texts("displayName")).nullish();

/** The `chatMessage` of a hit. It has no body, and its sender in the form of mail or of Teams. */
const graphChatHitResource = z.object({
  id: z.string(),
  ...texts("createdDateTime", "subject", "importance", "webUrl", "webLink", "chatId", "replyToId"),
  channelIdentity: z.object(texts("teamId", "channelId")).nullish(),
  from: z
    .object({ emailAddress: z.object(texts("name", "address")).nullish(), user: identity, application: identity })
    .nullish(),
});

const graphChatHit = z.object({ ...texts("hitId", "summary"), resource: graphChatHitResource.nullish() });
export type GraphChatHit = z.infer<typeof graphChatHit>;

const pageSize = 25;
const searchForChats = searchFor(graphChatHit);

/**
 * Requests a page of Microsoft Search for chat messages, starting at a rank
 * (https://learn.microsoft.com/graph/search-concept-chat-messages).
 */
export const searchChatPage = (queryString: string, from: number, graph: ToolContext["graph"]) =>
  searchForChats({ entityTypes: ["chatMessage"], query: { queryString }, from, size: pageSize }, graph);

/** The KQL of a search. The hits' times are compared exactly. */
export function chatKql(query: ChatQuery): string {
  const isTimeGiven = query.kql !== undefined && hasRestriction(query.kql, "sent", chatVocabulary);
  return messageKql(query, { to: "to", time: "sent", isTimeGiven }) || anyChatKql;
}

/** Finds every chat message. A query of only `*` is documented for files, not for chat messages. */
export const anyChatKql = onDay("sent", ">=", Date.UTC(2000, 0, 1));
