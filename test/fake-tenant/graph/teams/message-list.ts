import type { StoredChatMessage } from "#test/fake-tenant/data/teams/team-store.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, optionsOf, pageOfList } from "#test/fake-tenant/graph/list-page.ts";
import { type FilterNode, parseFilter } from "#test/fake-tenant/graph/odata/filter-parser.ts";
import type { QueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import { channelMessageUrl } from "#test/fake-tenant/graph/search/chat-hits.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { teamsNotFound } from "./teams-access.ts";

export const teamsPageLimits = { defaultTop: 20, maxTop: 50 };

/** Refuses `$select`, which messages and chats do not take. */
export function refuseSelect({ select }: QueryOptions): void {
  if (select !== null) throw badRequest("Query option 'Select' is not allowed.");
}

/** Refuses every OData option, as single messages do. */
export function refuseEveryOption({ request }: GraphCall): void {
  const given = [...request.query.keys()].find((name) => name.startsWith("$"));
  if (given !== undefined) throw badRequest(`Query option '${given.slice(1)}' is not allowed.`);
}

const times = {
  createdDateTime: ({ createdAt }: StoredChatMessage) => createdAt,
  lastModifiedDateTime: ({ modifiedAt }: StoredChatMessage) => modifiedAt,
};
type TimeProperty = keyof typeof times;

const isTime = (name: string): name is TimeProperty => name in times;

/** A chat's messages: the latest first by the property asked for, filtered only when both name the same one. */
export function chatMessageList(
  call: GraphCall,
  messages: readonly StoredChatMessage[],
  collection: string,
): GraphResult {
  const options = optionsOf(call, teamsPageLimits, "filter", "orderBy");
  refuseSelect(options);
  const property = orderOf(options);
  const newestFirst = [...messages].sort((a, b) => times[property](b) - times[property](a));
  const kept = options.filter === null ? newestFirst : newestFirst.filter(filterBy(options.filter, options, property));
  return messagePage(call, options, { messages: kept, collection });
}

function orderOf({ orderBy }: QueryOptions): TimeProperty {
  const [term, second] = orderBy;
  if (term === undefined) return "lastModifiedDateTime";
  if (second !== undefined || !isTime(term.property))
    throw badRequest(`The query specified in the URI is not valid. Order by '${term.property}' is not supported.`);
  if (!term.descending)
    throw badRequest("The query specified in the URI is not valid. Only descending order is supported.");
  return term.property;
}

function filterBy(
  text: string,
  { orderBy }: QueryOptions,
  property: TimeProperty,
): (message: StoredChatMessage) => boolean {
  const tests = boundsOf(parseFilter(text));
  // Without an order by the same property Teams passes over the filter and says nothing.
  if (orderBy.length === 0 || tests.some((test) => test.property !== property)) return () => true;
  return (message) =>
    tests.every(({ operator, at }) =>
      operator === "gt" ? times[property](message) > at : times[property](message) < at,
    );
}

function boundsOf(node: FilterNode): { property: TimeProperty; operator: "gt" | "lt"; at: number }[] {
  if (node.kind === "and") return [...boundsOf(node.left), ...boundsOf(node.right)];
  const unsupported = badRequest("The query specified in the URI is not valid. The filter is not supported.");
  if (node.kind !== "compare" || !isTime(node.property) || node.literal.type !== "date") throw unsupported;
  const { property, operator, literal } = node;
  if (operator !== "lt" && (operator !== "gt" || property !== "lastModifiedDateTime")) throw unsupported;
  return [{ property, operator, at: literal.value }];
}

/** A page of messages, already in order. */
export function messagePage(
  call: GraphCall,
  options: QueryOptions,
  list: { messages: readonly StoredChatMessage[]; collection: string; withReplies?: boolean },
): GraphResult {
  const { items, links } = pageOfList(call, options, list.messages);
  return answer(call, list.collection, {
    "@odata.count": items.length,
    ...links,
    value: items.map((message) => ({
      ...chatMessageJson(message, call.world),
      ...(list.withReplies === true ? expandedReplies(message, call.world) : {}),
    })),
  });
}

const mostExpanded = 1_000;

/** The newest replies of a thread. Those of a busy channel differ by their ids only, and exist nowhere else. */
function expandedReplies(root: StoredChatMessage, world: World): Record<string, unknown> {
  const { isBusy, id } = root.channel ?? {};
  const replies = root.replies.toReversed();
  const shown = replies.slice(0, mostExpanded).map((reply) => chatMessageJson(reply, world));
  const [pattern] = isBusy === true ? [chatMessageJson({ ...root, root }, world)] : [];
  const more = pattern === undefined ? 0 : Math.min(world.behaviour.repliesOfBusyThreads, mostExpanded - shown.length);
  for (let number = 1; number <= more; number += 1) shown.push({ ...pattern, id: String(root.createdAt + number) });
  return {
    "replies@odata.count": shown.length,
    ...(replies.length > mostExpanded && {
      "replies@odata.nextLink":
        `${world.endpoints.graphBaseUrl}/v1.0/teams/${root.channel?.team.id}/channels/${id}/messages/${root.id}/` +
        "replies?$skiptoken=1000",
    }),
    replies: shown,
  };
}

/** GET .../hostedContents/{id}/$value. */
export function hostedContentBytes(call: GraphCall, message: StoredChatMessage): GraphResult {
  const content = message.hostedContents.find(({ id }) => id === call.params.content);
  if (content === undefined) throw teamsNotFound();
  return { body: content.bytes, contentType: content.contentType };
}

export const instant = (milliseconds: number) => new Date(milliseconds).toISOString();

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
