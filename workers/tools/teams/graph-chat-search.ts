import { z } from "zod";
import { restricts } from "#workers/tools/query/check-kql.ts";
import { type CheckedKql, type Kql, renderKql } from "#workers/tools/query/kql.ts";
import { chatVocabulary } from "#workers/tools/query/kql-vocabulary.ts";
import { graphTime } from "#workers/tools/query/odata.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ChatQuery } from "./chat-query.ts";

const identity = z.object({ displayName: z.string().nullish() });

/** A hit's `chatMessage`: without a body, its sender as in a mail, or as in Teams. */
const graphChatHitResource = z.object({
  id: z.string(),
  createdDateTime: z.string().nullish(),
  subject: z.string().nullish(),
  importance: z.string().nullish(),
  webUrl: z.string().nullish(),
  webLink: z.string().nullish(),
  chatId: z.string().nullish(),
  replyToId: z.string().nullish(),
  channelIdentity: z.object({ teamId: z.string().nullish(), channelId: z.string().nullish() }).nullish(),
  from: z
    .object({
      emailAddress: z.object({ name: z.string().nullish(), address: z.string().nullish() }).nullish(),
      user: identity.nullish(),
      application: identity.nullish(),
    })
    .nullish(),
});

const graphChatHit = z.object({
  hitId: z.string().nullish(),
  summary: z.string().nullish(),
  resource: graphChatHitResource.nullish(),
});
export type GraphChatHit = z.infer<typeof graphChatHit>;

/**
 * Graph's answer to /search/query for chat messages (https://learn.microsoft.com/graph/search-concept-chat-messages).
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

/** The largest page that Graph gives of chat messages. */
const pageSize = 25;
const dayMs = 86_400_000;

/** A page of Microsoft Search over chat messages, from a place in its ranking on. */
export async function searchChatPage(queryString: string, from: number, graph: ToolContext["graph"]) {
  const body = { requests: [{ entityTypes: ["chatMessage"], query: { queryString }, from, size: pageSize }] };
  const answer = await graph.post({ path: ["search", "query"], body }, graphChatSearchResponse);
  const containers = answer.value.flatMap(({ hitsContainers }) => hitsContainers ?? []);
  return {
    hits: containers.flatMap(({ hits }) => hits ?? []),
    hasMore: containers.some(({ moreResultsAvailable }) => moreResultsAvailable === true),
  };
}

/** The search as Microsoft Search's KQL: days are wider than asked, and the rest is sorted out by the hits' times. */
export function chatKql(query: ChatQuery): string {
  const all: Kql[] = [];
  // The text has passed `checkKql`: when it was given, or before it was sealed into a cursor.
  const text = query.kql as CheckedKql | undefined;
  if (text !== undefined) all.push({ kind: "checked", text });
  if (query.sender !== undefined) all.push({ kind: "literal", property: "from", text: query.sender });
  if (query.recipient !== undefined) all.push({ kind: "literal", property: "to", text: query.recipient });
  const day = text !== undefined && restricts(text, "sent", chatVocabulary) ? undefined : dayBound(query);
  if (day) all.push(day);
  // A star alone is documented for nothing but files.
  return renderKql({ kind: "and", all: all.length > 0 ? all : [beforeAllChats] });
}

const beforeAllChats: Kql = { kind: "day", property: "sent", operator: ">=", day: "2000-01-01" };

/** One bound only, the upper where there are both: Outlook's index ignores a second one, and lists the newest first. */
function dayBound({ afterMs, beforeMs }: ChatQuery): Kql | undefined {
  const day = (unixMs: number) => graphTime(unixMs).slice(0, 10);
  if (beforeMs !== undefined) return { kind: "day", property: "sent", operator: "<=", day: day(beforeMs + dayMs) };
  if (afterMs !== undefined) return { kind: "day", property: "sent", operator: ">=", day: day(afterMs - dayMs) };
  return undefined;
}
