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

/** The addresses of Teams (https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-links). */
export const teamsAddresses: readonly AddressForm[] = [
  {
    fits: isWithoutTeam,
    instead:
      "It does not name the team of the channel. Copy the link in Teams again, or search with chat_message_search.",
  },
  {
    leadsTo: "a message of a channel, or a reply to it",
    read: (url) => (parameterOf(url, "groupid") === undefined ? undefined : message(url)),
  },
  { leadsTo: "a message of a chat", read: message },
  { leadsTo: "a channel, or a team, of which its first channel is read", read: channel },
  { leadsTo: "a chat", read: chat },
  {
    fits: (url) => deepLink(url, "chat") !== undefined,
    instead: "It begins a new chat. Find the chats with these people by teams_list_chats.",
  },
  { leadsTo: "a meeting, by the link to join it: its event, or else its chat", read: meeting },
  { leadsTo: "an event of the calendar", read: eventDetails },
];
