import { z } from "zod";
import { texts } from "#workers/tools/graph-values.ts";
import { chatVocabulary, hasRestriction } from "#workers/tools/query/check-kql.ts";
import { type CheckedKql, type Kql, renderKql } from "#workers/tools/query/kql.ts";
import { graphDay } from "#workers/tools/query/odata.ts";
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

const graphChatHit = z.object({
  ...texts("hitId", "summary"),
  resource: graphChatHitResource.nullish(),
});
export type GraphChatHit = z.infer<typeof graphChatHit>;

/**
 * Graph's response to /search/query for chat messages (https://learn.microsoft.com/graph/search-concept-chat-messages).
 */
const graphChatSearchResponse = z.object({
  value: z.array(
    z.object({
      hitsContainers: z
        .array(z.object({ hits: z.array(graphChatHit).nullish(), moreResultsAvailable: z.boolean().nullish() }))
        .nullish(),
    }),
  ),
});

const pageSize = 25;
const dayMs = 86_400_000;

/** Requests a page of Microsoft Search for chat messages, starting at a rank. */
export async function searchChatPage(queryString: string, from: number, graph: ToolContext["graph"]) {
  const body = { requests: [{ entityTypes: ["chatMessage"], query: { queryString }, from, size: pageSize }] };
  const request = { path: ["search", "query"], body, fromCaller: "query" as const };
  const answer = await graph.post(request, graphChatSearchResponse);
  const containers = answer.value.flatMap(({ hitsContainers }) => hitsContainers ?? []);
  return {
    hits: containers.flatMap(({ hits }) => hits ?? []),
    hasMore: containers.some(({ moreResultsAvailable }) => moreResultsAvailable === true),
  };
}

/** The KQL of a search. Its days are a day wider than the range, because the hits' times are compared exactly. */
export function chatKql(query: ChatQuery): string {
  const all: Kql[] = [];
  // `checkKql` has accepted the text, in this call or before it was sealed into a cursor.
  const text = query.kql as CheckedKql | undefined;
  if (text !== undefined) all.push({ kind: "checked", text });
  if (query.sender !== undefined) all.push({ kind: "literal", property: "from", text: query.sender });
  if (query.recipient !== undefined) all.push({ kind: "literal", property: "to", text: query.recipient });
  const day = text !== undefined && hasRestriction(text, "sent", chatVocabulary) ? undefined : dayBound(query);
  if (day) all.push(day);
  return all.length > 0 ? renderKql({ kind: "and", all }) : anyChatKql;
}

/** Finds every chat message. A query of only `*` is documented for files, not for chat messages. */
export const anyChatKql = renderKql({ kind: "day", property: "sent", operator: ">=", day: "2000-01-01" });

/**
 * A single bound, because Outlook's index ignores a second one. The upper bound has priority, because results come
 * newest first.
 */
function dayBound({ afterMs, beforeMs }: ChatQuery): Kql | undefined {
  if (beforeMs !== undefined) return { kind: "day", property: "sent", operator: "<=", day: graphDay(beforeMs + dayMs) };
  if (afterMs !== undefined) return { kind: "day", property: "sent", operator: ">=", day: graphDay(afterMs - dayMs) };
  return undefined;
}
