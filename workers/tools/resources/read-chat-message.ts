import { ToolError } from "#common/errors.ts";
import { chatOrMembersPermissions } from "#common/tools/permissions.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { countIfCut, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { type ChatWithMembers, chatMembers, chatWithMembers } from "#workers/tools/teams/chat-members.ts";
import {
  type ChatContext,
  type ChatMessage,
  chatMessage,
  messagesWithText,
  withoutRepetition,
} from "#workers/tools/teams/chat-message-content.ts";
import { messagesBefore } from "#workers/tools/teams/chat-page.ts";
import { membersById, shownMember } from "#workers/tools/teams/chat-people.ts";
import { messagePath } from "#workers/tools/teams/chat-place.ts";
import { chatText, pictureIds } from "#workers/tools/teams/chat-text.ts";
import { type GraphChatMessage, graphChatMessage, withEvents } from "#workers/tools/teams/graph-chat.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceContent, ResourceReader } from "./resource-content.ts";

/**
 * Reads a picture that was pasted into a message, by its number there. Only ids that the message has are asked for, and
 * only below the message: the address that its author wrote is not followed.
 */
async function pictureContent(
  message: GraphChatMessage,
  chatContext: ChatContext,
  { graph, withDocumentRoom, picture }: Pick<ToolContext, "graph" | "withDocumentRoom"> & { picture: string },
): Promise<ResourceContent> {
  const ids = pictureIds(message);
  const number = Number(picture);
  const id = ids[number - 1];
  if (id === undefined) throw new ToolError("not_found", notThere(ids.length));
  const path = [...messagePath(chatContext.place, message.id), "hostedContents", id, "$value"];
  const extracted = await withDocumentRoom(undefined, async ({ maxBytes, extractText }) => {
    const { bytes, mediaType } = await graph.download({ path, fromCaller: "id" }, { maxBytes });
    return await extractText({ bytes, mediaType });
  });
  if (!extracted.pictures?.length) {
    throw new ToolError("unsupported_type", "That part of the message is not a picture. Open it in Teams.");
  }
  const { pictures: _all, ...details } = chatMessage(message, chatContext);
  const { text, detectedType: contentType, pictures, incomplete } = extracted;
  return {
    chatMessage: { ...withoutRepetition(text, details), picture: number },
    text: { text, contentType, pictures },
    gaps: [incomplete],
  };
}

function notThere(count: number): string {
  const has = count === 0 ? "no pictures" : count === 1 ? "one picture" : `${count} pictures`;
  return `The message has ${has} in its text. Remove picture from its uri to read it.`;
}

export const readChatMessage: ResourceReader<"chat-message"> = async ({ chatId, messageId, picture }, context) => {
  const shownIn = async () => (await contextOfChat(chatId, context)).chatContext;
  return await readMessage({ path: ["chats", chatId, "messages", messageId], picture }, shownIn, context);
};

/** Reads a message alone, or a picture in it. */
export async function readMessage(
  { path, picture }: { path: readonly string[]; picture: string | undefined },
  shownIn: () => Promise<ChatContext>,
  context: ToolContext,
): Promise<ResourceContent> {
  const [message, chatContext] = await Promise.all([getMessage(path, context), shownIn()]);
  if (picture !== undefined) return await pictureContent(message, chatContext, { ...context, picture });
  return await messageContent(message, chatContext, context);
}

/** A chat with its members, if it tells them, and what its messages are shown with. */
async function contextOfChat(chatId: string, { graph, userDomain, clock }: ToolContext) {
  const [chat, ownClock] = await Promise.all([chatWithMembers(chatId, graph), clock()]);
  const place = { kind: "chat" as const, chatId };
  return { chat, chatContext: { place, members: membersById(chat?.members), userDomain, clock: ownClock } };
}

/**
 * Requests a message. Rejects with `not_found` if Graph returns another one, such as the root for a reply. Query
 * options are not supported (https://learn.microsoft.com/graph/api/chatmessage-get).
 */
export async function getMessage(path: readonly string[], { graph }: ToolContext): Promise<GraphChatMessage> {
  const request = { path, prefer: withEvents, fromCaller: "id" as const };
  const message = await graph.get(request, graphChatMessage);
  if (message.id === path.at(-1)) return message;
  throw new ToolError("not_found", "Microsoft 365 answered with another message. Search for this one again.");
}

/** The content of a message, with its text, and of a thread with its replies. */
export async function messageContent(
  message: GraphChatMessage,
  { replies, ...chatContext }: ChatContext & { replies?: ChatMessage[] },
  context: Pick<ToolContext, "extractText">,
): Promise<ResourceContent> {
  const details = chatMessage(message, chatContext);
  const { text, incomplete } = await chatText(message, context);
  return {
    chatMessage: { ...withoutRepetition(text, details), ...(replies && { replies }) },
    ...(text !== "" && { text: { text, contentType: "text/markdown" } }),
    gaps: [incomplete],
  };
}

const shownMembers = 20;

/** Reads the messages of a chat, newest first, page by page. `48:notes` is the user's chat with themselves. */
export const readChatMessages: ResourceReader<"chat-messages"> = async ({ chatId }, context, { position }) => {
  const { reduced } = requirePermission(chatOrMembersPermissions, context.grantedScopes);
  if (reduced !== undefined) return await readMembers(chatId, context, reduced);
  const [page, { chat, chatContext }] = await Promise.all([
    messagesBefore({ chatId, beforeMs: position === undefined ? undefined : Number(position) }, context.graph),
    contextOfChat(chatId, context),
  ]);
  const messages = await messagesWithText(page.messages, { chatContext }, context);
  return {
    chat: { ...chatDetails(chat), messages },
    listed: { things: "messages", order: "newest first" },
    ...(page.nextBeforeMs !== undefined && { nextPosition: String(page.nextBeforeMs) }),
  };
};

/** A chat whose messages may not be read: its name, where that is granted, and its members. */
async function readMembers(
  chatId: string,
  { graph, grantedScopes }: ToolContext,
  reduced: string,
): Promise<ResourceContent> {
  const named = grantedScopes.has("Chat.ReadBasic") ? await chatWithMembers(chatId, graph) : undefined;
  return {
    chat: { ...chatDetails(named ?? (await chatMembers(chatId, graph))), messages: [] },
    gaps: [{ reason: `${reduced}.`, missingScopes: ["Chat.Read"] }],
  };
}

function chatDetails(chat: ChatWithMembers | undefined) {
  const members = (chat?.members ?? []).map(shownMember);
  return withoutEmpty({
    chatType: chat?.chatType,
    topic: cleanLine(chat?.topic ?? "") || undefined,
    memberCount: countIfCut(members, shownMembers),
    hasMoreMembers: chat?.hasMoreMembers,
    members: chat?.members ? members.slice(0, shownMembers) : undefined,
  });
}
