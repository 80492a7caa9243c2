import { ewsIdOf } from "#test/fake-tenant/data/exchange-ids.ts";
import { htmlToText } from "#test/fake-tenant/data/html-to-text.ts";
import { type ChannelRecord, isInChannel, type StoredChatMessage } from "#test/fake-tenant/data/teams/team-store.ts";
import { type GraphCall, second } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";
import { compileKql, type KqlModel, searchedWords } from "#test/fake-tenant/graph/kql/compile-kql.ts";
import { parseKql } from "#test/fake-tenant/graph/kql/kql-parser.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { dottedSummary, type Hit, type HitPage, type SearchRequest } from "./search-request.ts";

const bodyText = (message: StoredChatMessage) => htmlToText(message.html);
const people = (users: readonly UserRecord[]) =>
  users.map(({ displayName, mail }) => `${displayName} ${mail ?? ""}`).join(" ; ");

/** Messages of the caller's chats, and of the channels that the caller is in. */
export function searchChatMessages(call: GraphCall, asked: SearchRequest): HitPage {
  const { world, caller } = call;
  if (/\b(?:O?NEAR|WORDS|XRANK)\(/.test(asked.kql))
    throw badRequest("The query string is not supported for entity type 'chatMessage'.");
  const tree = parseKql(asked.kql);
  const matches = compileKql(tree, modelFor(caller.user, world.now()));
  const indexedBefore = world.now() - world.behaviour.searchIndexLagMs;
  const found = visibleMessages(world, caller.user)
    .filter((message) => !message.deleted && !message.systemEvent && message.createdAt <= indexedBefore)
    .filter(matches)
    .sort((a, b) => b.createdAt - a.createdAt);
  const words = searchedWords(tree);
  const hits = found.slice(asked.from, asked.from + asked.size).map((message) => chatHit(world, message, words));
  // Teams gives a page's length as the total.
  return { hits, total: hits.length, more: found.length > asked.from + asked.size };
}

function visibleMessages(world: World, user: UserRecord): StoredChatMessage[] {
  const channels = world.teams.teams(user).flatMap(({ channels }) => channels.filter((one) => isInChannel(user, one)));
  return [
    ...world.teams.chats(user).flatMap(({ messages }) => messages),
    ...channels.flatMap(({ messages }) => messages.flatMap((root) => [root, ...root.replies])),
  ];
}

function modelFor(caller: UserRecord, nowMs: number): KqlModel<StoredChatMessage> {
  const sender = ({ from }: StoredChatMessage) =>
    from === null ? "" : "application" in from ? from.application : people([from]);
  /** `to:` knows only chats of two people. */
  const receivers = ({ chat, from }: StoredChatMessage) =>
    chat?.chatType === "oneOnOne" ? people(chat.members.filter((member) => member !== from || chat.isSelf)) : "";
  return {
    everything: (message) => `${message.subject ?? ""} ; ${bodyText(message)} ; ${attachmentNames(message)}`,
    wordsArePrefixes: true,
    unknownProperty: "words",
    nowMs,
    fields: {
      from: { kind: "text", read: sender },
      to: { kind: "text", read: receivers },
      subject: { kind: "text", read: ({ subject }) => subject ?? "" },
      sent: { kind: "date", read: ({ createdAt }) => createdAt },
      hasattachment: { kind: "flag", read: ({ attachments }) => attachments.length > 0 },
      isread: { kind: "flag", read: ({ readBy, from }) => from === caller || readBy.has(caller.id) },
      ismentioned: { kind: "flag", read: ({ mentions }) => mentions.includes(caller) },
      mentions: { kind: "exact", read: ({ mentions }) => mentions.map(({ id }) => id.replaceAll("-", "")) },
    },
  };
}

const attachmentNames = ({ attachments }: StoredChatMessage) => attachments.map(({ name }) => name).join(" ; ");

/** The mail-like shape that search gives a chat message: no body, the sender as a mail address. */
function chatHit(world: World, message: StoredChatMessage, words: readonly string[]): Hit {
  const { from } = message;
  const { channelIdentity, chatId } = placeOf(message, world);
  const sender =
    from === null || "application" in from
      ? { name: from?.application ?? "" }
      : { name: from.displayName, address: from.mail ?? from.userPrincipalName };
  return {
    hitId: ewsIdOf(message.hitId),
    summary: dottedSummary(bodyText(message), words),
    resource: {
      "@odata.type": "microsoft.graph.chatMessage",
      id: message.id,
      createdDateTime: second(message.createdAt),
      lastModifiedDateTime: second(message.modifiedAt),
      subject: message.subject ?? "",
      importance: message.importance,
      ...linkOf(message, world),
      from: { emailAddress: sender },
      channelIdentity,
      etag: String(message.modifiedAt),
      ...(chatId === undefined ? {} : { chatId }),
    },
  };
}

function placeOf(
  { channel, chat }: StoredChatMessage,
  { behaviour }: World,
): { channelIdentity: object; chatId?: string } {
  if (channel !== null) return { channelIdentity: channelIdentityOf(channel) };
  if (behaviour.searchChatId === "channelIdentity") return { channelIdentity: { channelId: chat?.id } };
  return { channelIdentity: {}, chatId: chat?.id ?? "" };
}

const channelIdentityOf = ({ team, id }: ChannelRecord) => ({ teamId: team.id, channelId: id });

/** The copy in Outlook, or the address in Teams, which has the root's id in its query. */
function linkOf(message: StoredChatMessage, { behaviour }: World): { webLink: string } | { webUrl: string } {
  if (message.channel !== null && behaviour.searchChannelLink === "webUrl")
    return { webUrl: channelMessageUrl(message) };
  return {
    webLink:
      `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(ewsIdOf(message.hitId))}&exvsurl=1&` +
      "viewmodel=ReadMessageItem",
  };
}

/** The address of a channel's message in Teams. */
export function channelMessageUrl({ channel, id, root, createdAt }: StoredChatMessage): string {
  const { team } = channel ?? { team: undefined };
  const query = new URLSearchParams({
    groupId: team?.id ?? "",
    tenantId: team?.tenantId ?? "",
    createdTime: String(createdAt),
    parentMessageId: root?.id ?? id,
  });
  return `https://teams.microsoft.com/l/message/${encodeURIComponent(channel?.id ?? "")}/${id}?${query}`;
}
