import { cleanLine } from "#workers/text/clean-text.ts";
import { truncate } from "#workers/text/short-text.ts";
import { uriIfReadable } from "#workers/tools/format-resource-uri.ts";
import { hasCode, undefinedIfFailed } from "#workers/tools/optional-request.ts";
import { pageAt, pagesTogether, wholeList } from "#workers/tools/paging/linked-pages.ts";
import type { Gap } from "#workers/tools/paging/short-answer.ts";
import { countIfCut, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { GraphDoor, GraphPage, GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import { type ChatMembers, membersById, noMembers, shownMember } from "./chat-people.ts";
import { type GraphChat, graphChat, graphChatMember } from "./graph-chat.ts";

/** The most members that `$expand=members` gives of a chat (https://learn.microsoft.com/graph/api/chat-list). */
const maxExpanded = 25;
/** Chats have at most 1,000 members (https://learn.microsoft.com/microsoftteams/limits-specifications-teams). */
const maxPages = 10;

/** The members of a chat that are known, and whether these are all. */
export interface KnownMembers {
  members: ChatMembers;
  areAll: boolean;
}

export const unknownMembers: KnownMembers = { members: noMembers, areAll: false };

/** The members that `$expand=members` gave of a chat. */
export function expandedMembers(chat: Pick<GraphChat, "members">): KnownMembers {
  return { members: membersById(chat.members), areAll: chat.members != null && !canHaveMoreMembers(chat) };
}

/** Whether a chat can have more members than `$expand=members` gave. */
export function canHaveMoreMembers({ members }: Pick<GraphChat, "members">): boolean {
  return (members?.length ?? 0) >= maxExpanded;
}

/** Says so where Graph took too long for the members of chats, which are then listed without (`chatsPage`). */
export const withoutMembers = (chats: readonly Pick<GraphChat, "members">[]): Gap =>
  chats.some(({ members }) => members == null) &&
  "Microsoft 365 could not list these chats with their members in time, so they are left out; read_resource with " +
    "a chat's uri names them.";

/**
 * Requests the members of chats, in one round trip where their lists have one page: by its id, the members of each
 * chat, or the error (https://learn.microsoft.com/graph/api/chat-list-members).
 */
export async function membersOfChats(
  chatIds: readonly string[],
  graph: ToolContext["graph"],
): Promise<ReadonlyMap<string, PromiseSettledResult<KnownMembers>>> {
  const pages = await pagesTogether(chatIds.map(membersRequest), graphChatMember, graph);
  const results = await Promise.allSettled(
    pages.map(async (page, index) => {
      if (page.status === "rejected") throw page.reason;
      const { items, nextLink } = page.value;
      if (nextLink === undefined) return { members: membersById(items), areAll: true };
      const all = await listMembers(chatIds[index] ?? "", graph);
      return { members: membersById(all.items), areAll: all.isWhole };
    }),
  );
  return new Map(results.map((result, index) => [chatIds[index] ?? "", result]));
}

export interface ChatWithMembers extends GraphChat {
  /** Whether there may be more members, which could not be listed. */
  hasMoreMembers?: true;
}

/** Requests the topic and all members of a chat. Undefined if Graph refuses, as for `48:notes`. */
export async function chatWithMembers(
  chatId: string,
  graph: ToolContext["graph"],
): Promise<ChatWithMembers | undefined> {
  const request = { path: ["chats", chatId], query: { $expand: "members" }, fromCaller: "id" as const };
  const chat = await undefinedIfFailed(() => graph.get(request, graphChat));
  if (chat === undefined || !canHaveMoreMembers(chat)) return chat;
  const listed = await undefinedIfFailed(() => listMembers(chatId, graph));
  return { ...chat, ...(listed && { members: listed.items }), ...(!listed?.isWhole && { hasMoreMembers: true }) };
}

/** The members of a chat alone, for which ChatMember.Read is enough. Rejects with a `ToolError`. */
export async function chatMembers(chatId: string, graph: ToolContext["graph"]): Promise<ChatWithMembers> {
  const { items: members, isWhole } = await listMembers(chatId, graph);
  return { id: chatId, members, ...(!isWhole && { hasMoreMembers: true }) };
}

const membersRequest = (chatId: string): GraphRequest => ({ path: ["chats", chatId, "members"], fromCaller: "id" });

const listMembers = (chatId: string, graph: ToolContext["graph"]) =>
  wholeList(graph, { request: membersRequest(chatId), itemSchema: graphChatMember }, maxPages);

const shownMembers = 6;
const topicCharacters = 150;

/** A chat as lists show it, without its messages. Its id is shown where it has no uri. */
export function listedChat({ id, chatType, topic, members }: GraphChat, uri: string | undefined) {
  return withoutEmpty({
    ...(uri === undefined && { id }),
    chatType,
    topic: truncate(cleanLine(topic ?? ""), topicCharacters) || undefined,
    memberCount: countIfCut(members ?? [], shownMembers),
    hasMoreMembers: canHaveMoreMembers({ members }) || undefined,
    members: members?.slice(0, shownMembers).map(shownMember),
  });
}

/** The uri of a chat's messages. Undefined if its id doesn't have the form of Teams. */
export function uriOfChat({ id: chatId }: Pick<GraphChat, "id">): string | undefined {
  return uriIfReadable({ kind: "chat-messages", chatId });
}

/** Chats with members that take Graph 7 to 12 s with busy people (msteams-docs #8959, microsoft-graph-docs #9908). */
const fewChats = 20;

/**
 * A page of the own chats with their members. Where that is too much for Graph, a smaller page, and then one without
 * members, which every chat lacks.
 * @param asked.withPreviews whether with the newest messages, and in their order. Chat.ReadBasic does not cover them
 */
export async function chatsPage(
  { $top, withPreviews }: { $top: number; withPreviews: boolean },
  graph: GraphDoor,
  link: string | undefined,
): Promise<GraphPage<GraphChat>> {
  const previews = withPreviews ? ["lastMessagePreview"] : [];
  const pageOf = async (size: number, expanded: readonly string[], hasFallback: boolean) => {
    const query = {
      $expand: expanded.join(",") || undefined,
      $orderby: withPreviews ? "lastMessagePreview/createdDateTime desc" : undefined,
      $top: size,
    };
    return await pageAt(graph, { request: { path: ["me", "chats"], query, hasFallback }, itemSchema: graphChat }, link);
  };
  const members = ["members", ...previews];
  if (link !== undefined) return await pageOf($top, members, false);
  for (const size of $top > fewChats ? [$top, fewChats] : [$top]) {
    try {
      return await pageOf(size, members, true);
    } catch (error) {
      if (!hasCode(error, "too_large")) throw error;
    }
  }
  return await pageOf($top, previews, false);
}
