import { type AddressFields, type AddressForm, exchangeIdOf, parameterOf, segmentsOf } from "./address-form.ts";

/** The threads of channels, which only their team leads to. */
const ofChannel = /@thread\.(?:tacv2|skype)$/;

/** The parts of `/l/{what}/{first}/{second}`. Undefined for another address. */
function deepLink(url: URL, what: string): { first: string; second: string } | undefined {
  const [l, kind, first, second = "", ...more] = segmentsOf(url);
  if (l !== "l" || kind !== what || first === undefined || more.length > 0) return undefined;
  return { first, second };
}

function message(url: URL): AddressFields | undefined {
  const link = deepLink(url, "message");
  if (link === undefined) return undefined;
  const { first: thread, second: messageId } = link;
  const teamId = parameterOf(url, "groupid");
  if (teamId === undefined) return { kind: "chat-message", chatId: thread, messageId };
  const rootId = parameterOf(url, "parentmessageid") ?? messageId;
  if (rootId === messageId) return { kind: "channel-message", teamId, channelId: thread, messageId };
  return { kind: "channel-reply", teamId, channelId: thread, messageId: rootId, replyId: messageId };
}

/** A channel, or a team, whose address has its first channel. */
function channel(url: URL): AddressFields | undefined {
  const link = deepLink(url, "channel") ?? deepLink(url, "team");
  const teamId = parameterOf(url, "groupid");
  return link && teamId ? { kind: "channel-messages", teamId, channelId: link.first } : undefined;
}

function chat(url: URL): AddressFields | undefined {
  const link = deepLink(url, "chat");
  return link?.first.includes(":") ? { kind: "chat-messages", chatId: link.first } : undefined;
}

/** The link to join a meeting, without what belongs to the way that it was opened by. */
function meeting(url: URL): AddressFields | undefined {
  const isShort = /^\/meet\/\d{5,30}$/.test(url.pathname);
  const isLong = deepLink(url, "meetup-join")?.first.includes(":") ?? false;
  if (!isShort && !isLong) return undefined;
  return { kind: "meeting-link", link: url.href.slice(0, url.href.length - url.hash.length) };
}

function eventDetails(url: URL): AddressFields | undefined {
  const id = parameterOf(url, "eventid");
  const isIt = deepLink(url, "meeting")?.first === "details" && id !== undefined;
  return isIt ? { kind: "calendar-event", eventId: exchangeIdOf(id) } : undefined;
}

/** Whether a message or channel stands there without the team that leads to it. */
function isWithoutTeam(url: URL): boolean {
  const link = deepLink(url, "message") ?? deepLink(url, "channel") ?? deepLink(url, "team");
  return link !== undefined && ofChannel.test(link.first) && parameterOf(url, "groupid") === undefined;
}

/** The organisation that an address names, in lower case. */
export function tenantIdIn(url: URL): string | undefined {
  const named = parameterOf(url, "tenantid") ?? /"Tid":"([^"]*)"/.exec(parameterOf(url, "context") ?? "")?.[1];
  return named?.toLowerCase();
}

const teams = "https://teams.microsoft.com";
const guid = "6e3b2f0e-58a1-4f6c-9d0d-7f1f3c1d2a3b";
const inTeam = `?groupId=${guid}&tenantId=${guid}`;

/** The addresses of Teams (https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-links). */
export const teamsAddresses: readonly AddressForm[] = [
  {
    leadsTo: "a message or channel, without its team",
    example: `${teams}/l/message/19:abc@thread.tacv2/1700000000000`,
    fits: isWithoutTeam,
    instead:
      "It does not name the team of the channel. Copy the link in Teams again, or search with chat_message_search.",
  },
  {
    leadsTo: "a message of a channel, or a reply to it",
    example: `${teams}/l/message/19:abc@thread.tacv2/1700000000001${inTeam}&parentMessageId=1700000000000`,
    read: (url) => (parameterOf(url, "groupid") === undefined ? undefined : message(url)),
  },
  {
    leadsTo: "a message of a chat",
    example: `${teams}/l/message/19:abc@thread.v2/1700000000000?context=%7B%22contextType%22%3A%22chat%22%7D`,
    read: message,
  },
  {
    leadsTo: "a channel, or a team, of which its first channel is read",
    example: `${teams}/l/channel/19:abc@thread.tacv2/General${inTeam}`,
    read: channel,
  },
  { leadsTo: "a chat", example: `${teams}/l/chat/19:abc@thread.v2/conversations`, read: chat },
  {
    leadsTo: "a chat that is still to be written",
    example: `${teams}/l/chat/0/0?users=ada@contoso.com`,
    fits: (url) => deepLink(url, "chat") !== undefined,
    instead: "It begins a new chat. Find the chats with these people by teams_list_chats.",
  },
  {
    leadsTo: "a meeting, by the link to join it: its event, or else its chat",
    example: `${teams}/l/meetup-join/19%3ameeting_abc%40thread.v2/0?context=%7b%22Tid%22%3a%22${guid}%22%7d`,
    read: meeting,
  },
  {
    leadsTo: "an event of the calendar",
    example: `${teams}/l/meeting/details?eventId=AAMkAGI2THk0AAA%3D`,
    read: eventDetails,
  },
];
