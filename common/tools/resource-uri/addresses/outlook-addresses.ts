import { type AddressFields, type AddressForm, exchangeIdOf, parameterOf, segmentsOf } from "./address-form.ts";

const folders: ReadonlySet<string> = new Set(["inbox", "drafts", "sentitems", "deleteditems", "junkemail", "archive"]);
/** How ids of conversations begin. */
const ofConversation = /^AAQk/;

interface Item {
  id: string;
  /** Another's mailbox, where the address names one. */
  owner: string | undefined;
}

const mailboxIn = (segments: readonly string[]) => segments.find((segment) => segment.includes("@"));

/** `/mail/inbox/id/{id}`, `/mail/0/deeplink/read/{id}`, `/calendar/item/{id}`, also with a mailbox in between. */
function itemInPath(url: URL, app: string, before: readonly string[]): Item | undefined {
  const segments = segmentsOf(url);
  const [verb = "", id = ""] = segments.slice(-2);
  const isIt = segments[0] === app && segments.length >= 3 && segments.length <= 8 && before.includes(verb);
  return isIt ? { id: exchangeIdOf(id), owner: mailboxIn(segments.slice(1, -2)) } : undefined;
}

const mailInPath = (url: URL) => itemInPath(url, "mail", ["id", "read"]);

/** `/owa/?ItemID={id}`, also with a mailbox: what Graph gives as `webLink`. */
function itemInQuery(url: URL, isEvent: boolean): Item | undefined {
  const [app, ...more] = segmentsOf(url);
  const id = parameterOf(url, "itemid");
  if (app !== "owa" || more.length > 1 || id === undefined) return undefined;
  const view = `${parameterOf(url, "path") ?? ""} ${parameterOf(url, "viewmodel") ?? ""}`;
  return /calendar/i.test(view) === isEvent ? { id: exchangeIdOf(id), owner: mailboxIn(more) } : undefined;
}

const message = (item: Item | undefined): AddressFields | undefined =>
  item && { kind: "mail-message", messageId: item.id, owner: item.owner };
const conversation = (item: Item | undefined): AddressFields | undefined =>
  item && ofConversation.test(item.id)
    ? { kind: "mail-conversation", conversationId: item.id, owner: item.owner }
    : undefined;
const event = (item: Item | undefined): AddressFields | undefined =>
  item && { kind: "calendar-event", eventId: item.id, owner: item.owner };

/** `/mail/inbox`, `/mail/0/sentitems`, `/mail/{mailbox}/archive`. */
function folder(url: URL): AddressFields | undefined {
  const segments = segmentsOf(url);
  const last = segments.at(-1) ?? "";
  if (segments[0] !== "mail" || segments.length > 3 || !folders.has(last)) return undefined;
  return { kind: "mail-folder", folderId: last, owner: mailboxIn(segments.slice(1, -1)) };
}

export const outlookAddresses: readonly AddressForm[] = [
  { leadsTo: "a conversation, which Outlook shows by default", read: (url) => conversation(mailInPath(url)) },
  { leadsTo: "a message, in its folder or in a window of its own", read: (url) => message(mailInPath(url)) },
  {
    leadsTo: "a message, by the link that tools and other programs give",
    read: (url) => message(itemInQuery(url, false)),
  },
  {
    leadsTo: "an event, opened in the calendar",
    read: (url) => event(itemInPath(url, "calendar", ["item", "read"])),
  },
  {
    leadsTo: "an event, by the link that tools and other programs give",
    read: (url) => event(itemInQuery(url, true)),
  },
  { leadsTo: "a folder of the mailbox", read: folder },
  {
    fits: (url) => segmentsOf(url)[0] === "calendar",
    instead: "It names no event. Find events with outlook_calendar_search.",
  },
];
