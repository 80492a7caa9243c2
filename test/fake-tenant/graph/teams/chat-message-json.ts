import type { StoredChatMessage } from "#test/fake-tenant/data/teams/team-types.ts";
import { channelMessageUrl } from "#test/fake-tenant/graph/search/chat-hits.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";

const instant = (milliseconds: number) => new Date(milliseconds).toISOString();

const userJson = (user: UserRecord) => ({
  "@odata.type": "#microsoft.graph.teamworkUserIdentity",
  id: user.id,
  displayName: user.displayName,
  userIdentityType: "aadUser",
  tenantId: user.tenantId,
});

function fromJson({ from }: StoredChatMessage) {
  if (from === null) return null;
  if (!("application" in from)) return { application: null, device: null, user: userJson(from) };
  const application = {
    "@odata.type": "#microsoft.graph.teamworkApplicationIdentity",
    id: "aaaa0000-bb11-4c22-8d33-eeeeee444444",
    displayName: from.application,
    applicationIdentityType: "bot",
  };
  return { application, device: null, user: null };
}

/** Where a message stands, as a path after /v1.0. */
function pathOf(message: StoredChatMessage): string {
  const { chat, channel, root, id } = message;
  if (channel === null) return `chats/${chat?.id}/messages/${id}`;
  const thread = `teams/${channel.team.id}/channels/${channel.id}/messages`;
  return root === null ? `${thread}/${id}` : `${thread}/${root.id}/replies/${id}`;
}

/** The body with its attachments marked by their ids and its pictures by their addresses. */
function contentOf(message: StoredChatMessage, world: World): string {
  const [first] = message.attachments;
  const marked =
    first === undefined
      ? message.html
      : message.html.includes("<attachment")
        ? message.html.replace('<attachment id="0">', `<attachment id="${first.id}">`)
        : `${message.html}<attachment id="${first.id}"></attachment>`;
  const pictures = message.hostedContents.map(
    ({ id }) =>
      `<p><img src="${world.endpoints.graphBaseUrl}/v1.0/${pathOf(message)}/hostedContents/${id}/$value" ` +
      `width="250" height="250" alt="image"></p>`,
  );
  return marked + pictures.join("");
}

/** A message of a chat or channel as Graph writes it. */
export function chatMessageJson(message: StoredChatMessage, world: World): Record<string, unknown> {
  const { channel, chat, root } = message;
  return {
    id: message.id,
    replyToId: root?.id ?? null,
    etag: String(message.modifiedAt),
    messageType: message.systemEvent ? "systemEventMessage" : "message",
    createdDateTime: instant(message.createdAt),
    lastModifiedDateTime: instant(message.modifiedAt),
    lastEditedDateTime: message.modifiedAt === message.createdAt ? null : instant(message.modifiedAt),
    deletedDateTime: message.deleted ? instant(message.modifiedAt) : null,
    subject: message.subject,
    summary: null,
    chatId: chat?.id ?? null,
    importance: message.importance,
    locale: "en-us",
    webUrl: channel === null ? null : channelMessageUrl(message),
    channelIdentity: channel === null ? null : { teamId: channel.team.id, channelId: channel.id },
    policyViolation: null,
    eventDetail: message.systemEvent
      ? {
          "@odata.type": "#microsoft.graph.membersAddedEventMessageDetail",
          visibleHistoryStartDateTime: "0001-01-01T00:00:00Z",
          members: (chat?.members ?? []).map(({ id }) => ({ id, displayName: null, userIdentityType: "aadUser" })),
          initiator: null,
        }
      : null,
    from: fromJson(message),
    body: { contentType: "html", content: message.deleted ? "" : contentOf(message, world) },
    attachments: message.deleted
      ? []
      : message.attachments.map(({ id, name, contentUrl }) => ({
          id,
          contentType: "reference",
          contentUrl,
          content: null,
          name,
          thumbnailUrl: null,
          teamsAppId: null,
        })),
    mentions: message.mentions.map((user, index) => ({
      id: index,
      mentionText: user.displayName,
      mentioned: { application: null, device: null, conversation: null, user: userJson(user) },
    })),
    reactions: [],
  };
}

/** The latest message as a list of chats shows it. */
export function previewJson(message: StoredChatMessage, world: World): Record<string, unknown> {
  return {
    id: message.id,
    createdDateTime: instant(message.createdAt),
    isDeleted: message.deleted,
    messageType: message.systemEvent ? "systemEventMessage" : "message",
    eventDetail: null,
    body: { contentType: "html", content: message.deleted ? "" : contentOf(message, world) },
    from: fromJson(message),
  };
}
