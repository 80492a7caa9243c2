import { setTimeout } from "node:timers/promises";
import { type ChatRecord, isInChannel, type StoredChatMessage } from "#test/fake-tenant/data/teams/team-store.ts";
import { type GraphCall, type GraphResult, type GraphRoute, readRoutes } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest, unknownProperty } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, optionsOf, pageOfList } from "#test/fake-tenant/graph/list-page.ts";
import type { QueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import {
  chatMessageJson,
  chatMessageList,
  hostedContentBytes,
  instant,
  previewJson,
  refuseEveryOption,
  refuseSelect,
  teamsPageLimits,
} from "./message-list.ts";
import { chatOf, reading, requireAnyScope, teamsNotFound } from "./teams-access.ts";

const slowListMs = 12_000;
/** How many chats are listed with members in time: msteams-docs #8959, microsoft-graph-docs #9908. */
const membersInTime = 20;

const lastOf = (chat: ChatRecord): StoredChatMessage | undefined => chat.messages.at(-1);

/** Until when the caller has read a chat: their newest message, or the newest that they have seen. */
function viewpointOf({ caller }: GraphCall, chat: ChatRecord): Record<string, unknown> | null {
  // Reported: microsoft-graph-docs #19285.
  if (chat.chatType === "meeting") return null;
  const read = chat.messages.findLast(({ from, readBy }) => from === caller.user || readBy.has(caller.user.id));
  return { isHidden: false, lastMessageReadDateTime: instant(read?.createdAt ?? chat.createdAt) };
}

interface ChatShape {
  expanded: ReadonlySet<string>;
  /** Only lists have viewpoints: https://learn.microsoft.com/graph/api/resources/chatviewpoint. */
  isListed: boolean;
}

function chatJson(call: GraphCall, chat: ChatRecord, { expanded, isListed }: ChatShape): Record<string, unknown> {
  const last = lastOf(chat);
  const { expandedMembers } = call.world.behaviour;
  return {
    id: chat.id,
    topic: chat.topic,
    createdDateTime: instant(chat.createdAt),
    // When it was renamed or its members changed, whatever was written since (microsoft-graph-docs #6083).
    lastUpdatedDateTime: instant(chat.createdAt),
    chatType: chat.chatType,
    webUrl: `https://teams.microsoft.com/l/chat/${encodeURIComponent(chat.id)}/0?tenantId=${chat.tenantId}`,
    tenantId: chat.tenantId,
    onlineMeetingInfo:
      chat.joinUrl === null ? null : { calendarEventId: null, joinWebUrl: chat.joinUrl, organizer: null },
    viewpoint: isListed ? viewpointOf(call, chat) : null,
    ...(expanded.has("members") ? { members: membersJson(chat).slice(0, expandedMembers ?? Infinity) } : {}),
    ...(expanded.has("lastMessagePreview")
      ? { lastMessagePreview: last === undefined ? null : previewJson(last, call.world) }
      : {}),
  };
}

const expandable: ReadonlySet<string> = new Set(["members", "lastMessagePreview"]);

function expandedOf(call: GraphCall, { expand }: QueryOptions): ReadonlySet<string> {
  const names = expand?.split(",").map((name) => name.trim()) ?? [];
  for (const name of names) if (!expandable.has(name)) throw unknownProperty(name, "chat");
  // A preview is a message's text, which Chat.ReadBasic does not cover.
  if (names.includes("lastMessagePreview")) requireAnyScope(call, reading.chatMessages);
  return new Set(names);
}

/** GET /me/chats. */
async function listChats(call: GraphCall): Promise<GraphResult> {
  requireAnyScope(call, reading.chats);
  const options = optionsOf(call, teamsPageLimits, "expand", "orderBy");
  refuseSelect(options);
  const expanded = expandedOf(call, options);
  const chats = call.world.teams.chats(call.caller.user);
  const [term] = options.orderBy;
  // In no order that users could make out: https://learn.microsoft.com/answers/questions/873489/sorting-chats.
  if (term === undefined) chats.sort((a, b) => (a.id < b.id ? -1 : 1));
  else {
    if (term.property !== "lastMessagePreview/createdDateTime" || !term.descending || options.orderBy.length > 1)
      throw badRequest(
        "The query specified in the URI is not valid. Only 'lastMessagePreview/createdDateTime desc' is supported.",
      );
    chats.sort((a, b) => (lastOf(b)?.createdAt ?? 0) - (lastOf(a)?.createdAt ?? 0));
  }
  const { items, links } = pageOfList(call, options, chats);
  const isSlow = expanded.has("members") && items.length > membersInTime;
  if (isSlow) await setTimeout(slowListMs, undefined, { ref: false });
  return answer(call, "chats", {
    "@odata.count": items.length,
    ...links,
    value: items.map((chat) => chatJson(call, chat, { expanded, isListed: true })),
  });
}

function getChat(call: GraphCall): GraphResult {
  requireAnyScope(call, reading.chats);
  const options = optionsOf(call, teamsPageLimits, "expand");
  const json = chatJson(call, chatOf(call), { expanded: expandedOf(call, options), isListed: false });
  return answer(call, "chats/$entity", json);
}

const contextOfChat = ({ params }: GraphCall) => `chats('${encodeURIComponent(params.chat ?? "")}')`;

function listMembers(call: GraphCall): GraphResult {
  requireAnyScope(call, ["ChatMember.Read", ...reading.chats]);
  const value = membersJson(chatOf(call));
  return answer(call, `${contextOfChat(call)}/members`, { "@odata.count": value.length, value });
}

/** A chat's messages; a channel's thread id serves too, for its roots. */
function messagesOf(call: GraphCall): readonly StoredChatMessage[] {
  requireAnyScope(call, reading.chatMessages);
  const { world, caller, params } = call;
  const channels = world.teams.teams(caller.user).flatMap((team) => team.channels);
  const channel = channels.find(({ id }) => id === params.chat);
  if (channel === undefined) return chatOf(call).messages;
  if (!isInChannel(caller.user, channel)) throw teamsNotFound();
  // Since August 2026 replies are not found by this way any more.
  return channel.messages;
}

function listMessages(call: GraphCall): GraphResult {
  return chatMessageList(call, messagesOf(call), `${contextOfChat(call)}/messages`);
}

function messageOf(call: GraphCall): StoredChatMessage {
  const message = messagesOf(call).find(({ id }) => id === call.params.message);
  if (message === undefined) throw teamsNotFound();
  return message;
}

function getMessage(call: GraphCall): GraphResult {
  const message = messageOf(call);
  refuseEveryOption(call);
  return answer(call, `${contextOfChat(call)}/messages/$entity`, chatMessageJson(message, call.world));
}

const below: Record<string, GraphRoute["handle"]> = {
  ":chat": getChat,
  ":chat/members": listMembers,
  ":chat/messages": listMessages,
  ":chat/messages/:message": getMessage,
  ":chat/messages/:message/hostedContents/:content/$value": (call) => hostedContentBytes(call, messageOf(call)),
};

export const chatRoutes = [...readRoutes({ "me/chats": listChats }, ""), ...readRoutes(below, "chats/")];

/** Members of a chat as Graph writes them. */
function membersJson({ members, anonymousGuests, id }: ChatRecord): Record<string, unknown>[] {
  const users = members.map((user) => ({
    "@odata.type": "#microsoft.graph.aadUserConversationMember",
    id: Buffer.from(`${user.tenantId}##${user.id}`).toString("base64"),
    roles: user.userType === "Guest" ? ["guest"] : ["owner"],
    displayName: user.displayName,
    visibleHistoryStartDateTime: "0001-01-01T00:00:00Z",
    userId: user.id,
    email: user.mail,
    tenantId: user.tenantId,
  }));
  const guests = Array.from({ length: anonymousGuests }, (_unused, index) => ({
    "@odata.type": "#microsoft.graph.anonymousGuestConversationMember",
    id: Buffer.from(`${id}##${index}`).toString("base64"),
    roles: ["guest"],
    displayName: `Visitor ${index + 1}`,
    visibleHistoryStartDateTime: "0001-01-01T00:00:00Z",
    anonymousGuestId: `guest-${index + 1}`,
  }));
  return [...users, ...guests];
}
