import { cleanLine } from "#workers/text/clean-text.ts";
import { truncate } from "#workers/text/short-text.ts";
import { beginningOf } from "#workers/text/text-window.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { type ShownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { type ChatContext, type ChatMessage, chatMessage } from "./chat-message-content.ts";
import { addressIn, type ChatPerson, isOutsider, noMembers } from "./chat-people.ts";
import { aroundUri, type ChatPlace, messageUri } from "./chat-place.ts";
import type { GraphChatMessage } from "./graph-chat.ts";
import type { GraphChatHit } from "./graph-chat-search.ts";

/** A hit, as far as it is looked at after it was made. */
export interface ChatHit {
  [field: string]: unknown;
  /** Absent if Graph returns too little to locate the message. */
  uri?: string;
  id?: string;
  /** Excerpts with the search terms, or the beginning of the text. */
  summary: string;
  createdDateTime?: string;
  from?: ChatPerson;
  external?: boolean;
}

const summaryCharacters = 200;
/** Length of a short hit: an ideograph takes as much space as three letters. */
const summaryTokens = 55;
const textCharacters = 1_000;

/** The hit for a result of Microsoft Search, before its text is read. */
export function hitOfSearch(
  { summary, resource }: GraphChatHit,
  context: { place: ChatPlace | undefined; offset: number; userDomain: string | undefined; fields: ShownFields },
): ChatHit {
  const { place, offset, userDomain, fields } = context;
  const { ifFull, unless } = fields;
  const id = resource?.id ?? "";
  const from = senderIn(resource?.from);
  const uri = place && messageUri(place, id);
  return withoutEmpty({
    uri,
    id: ifFull(id),
    ...placeFields(place, fields.isFull || uri === undefined),
    subject: unless("", cleanLine(resource?.subject ?? "")),
    summary: cleanLine((summary ?? "").replace(/<\/?c0>/g, "").replace(/<ddd\/>/g, "...")),
    createdDateTime: resource?.createdDateTime,
    from,
    external: unless(false, isOutsider(from, { userDomain })),
    importance: unless("normal", resource?.importance?.toLowerCase() ?? "normal"),
    webUrl: ifFull(resource?.webUrl ?? resource?.webLink),
    offset: ifFull(offset),
  });
}

/** The hit for a message that was read in full. */
export function hitOfMessage(
  message: GraphChatMessage,
  text: string,
  { fields, ...chatContext }: ChatContext & { fields: ShownFields },
): ChatHit {
  const { isFull, ifFull, unless } = fields;
  const shown = chatMessage(message, chatContext);
  return withoutEmpty({
    uri: shown.uri,
    id: ifFull(message.id),
    ...placeFields(chatContext.place, isFull || shown.uri === undefined),
    subject: unless("", shown.subject ?? ""),
    ...summaryAndText(text, fields),
    createdDateTime: shown.createdDateTime,
    from: shown.from,
    external: unless(false, shown.external),
    importance: unless("normal", shown.importance ?? "normal"),
    webUrl: ifFull(shown.webUrl),
    hasAttachments: hasAttachments(shown),
  });
}

/** Adds what only the message itself has: text, kind of sender, attachments. */
export function withMessage(
  hit: ChatHit,
  message: GraphChatMessage,
  { text, place, fields, clock }: { text: string; place: ChatPlace; fields: ShownFields; clock: PersonClock },
): ChatHit {
  const uri = messageUri(place, message.id);
  if (message.deletedDateTime != null) return { ...hit, ...withoutEmpty({ uri }), summary: "", deleted: true };
  const { from, external, ...shown } = chatMessage(message, {
    place,
    members: noMembers,
    userDomain: undefined,
    clock,
  });
  return {
    ...hit,
    ...summaryAndText(text, fields, hit.summary),
    ...withoutEmpty({
      uri,
      from: hit.from || from ? { ...from, ...hit.from } : undefined,
      external: fields.unless(false, external ?? hit.external),
      hasAttachments: hasAttachments(shown),
    }),
  };
}

/**
 * The hit for a message that is not where Microsoft Search says: `read_resource` could not find it either. The chat or
 * channel is where to look.
 */
export function withoutPlace({ uri: _uri, ...hit }: ChatHit, place: ChatPlace): ChatHit {
  return { ...hit, chatUri: aroundUri(place) };
}

/** An excerpt, and in a full hit more of a long text than the excerpt has. */
function summaryAndText(text: string, { isFull }: ShownFields, found = ""): { summary: string; text?: string } {
  const line = cleanLine(text);
  const isWhole = line.length <= summaryCharacters;
  if (isWhole && line !== "") return { summary: isFull ? line : beginningOf(line, summaryTokens) };
  const summary = found || truncate(line, summaryCharacters);
  if (!isFull) return { summary: beginningOf(summary, summaryTokens) };
  return line === "" ? { summary } : { summary, text: truncate(text.trim(), textCharacters) };
}

function hasAttachments({ attachments }: Pick<ChatMessage, "attachments">): boolean | undefined {
  return attachments?.some(({ type }) => type === "file") || undefined;
}

/** The uri of a message begins with that of its chat or channel. */
function placeFields(place: ChatPlace | undefined, isShown: boolean) {
  if (place === undefined || !isShown) return {};
  const chatUri = aroundUri(place);
  if (place.kind === "chat") return { chatId: place.chatId, chatUri };
  return { chatUri, channelIdentity: { teamId: place.teamId, channelId: place.channelId } };
}

type SearchSender = NonNullable<GraphChatHit["resource"]>["from"];

/** The sender, which search returns in the form of mail or of Teams. */
function senderIn(from: SearchSender): ChatPerson | undefined {
  const displayName = cleanLine(
    from?.emailAddress?.name ?? from?.user?.displayName ?? from?.application?.displayName ?? "",
  );
  const person: ChatPerson = withoutEmpty({
    displayName: displayName || undefined,
    email: addressIn(from?.emailAddress?.address),
    type: from?.application ? "application" : undefined,
  });
  return Object.keys(person).length > 0 ? person : undefined;
}
