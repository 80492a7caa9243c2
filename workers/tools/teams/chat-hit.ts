import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { truncate } from "#workers/tools/text/truncate.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { type ChatContext, type ChatMessage, chatMessage } from "./chat-message-content.ts";
import { addressIn, type ChatPerson, isOutsider, noMembers } from "./chat-people.ts";
import { aroundUri, type ChatPlace, messageUri } from "./chat-place.ts";
import type { GraphChatMessage } from "./graph-chat-message.ts";
import type { GraphChatHit } from "./graph-chat-search.ts";

export interface ChatHit {
  [field: string]: unknown;
  /** Absent if Graph returns too little to locate the message. */
  uri?: string;
  id: string;
  chatId?: string;
  /** The chat or channel of the message. */
  chatUri?: string;
  channelIdentity?: { teamId: string; channelId: string };
  subject: string;
  /** Excerpts with the search terms, or the beginning of the text. */
  summary: string;
  /** The text of the first hits, truncated if long. */
  text?: string;
  createdDateTime?: string;
  from?: ChatPerson;
  external?: boolean;
  importance: string;
  webUrl?: string;
  /** Deleted since it was indexed. */
  deleted?: true;
  hasAttachments?: boolean;
  /** The rank in Microsoft Search. */
  offset?: number;
}

const summaryCharacters = 200;
const textCharacters = 1_000;

/** The hit for a result of Microsoft Search, before its text is read. */
export function hitOfSearch(
  { summary, resource }: GraphChatHit,
  { place, offset, userDomain }: { place: ChatPlace | undefined; offset: number; userDomain: string | undefined },
): ChatHit {
  const id = resource?.id ?? "";
  const from = senderIn(resource?.from);
  return {
    ...withoutEmpty({ uri: place && messageUri(place, id) }),
    id,
    ...placeFields(place),
    subject: cleanLine(resource?.subject ?? ""),
    summary: cleanLine((summary ?? "").replace(/<\/?c0>/g, "").replace(/<ddd\/>/g, "...")),
    ...withoutEmpty({
      createdDateTime: resource?.createdDateTime,
      from,
      external: isOutsider(from, { userDomain }),
    }),
    importance: resource?.importance?.toLowerCase() ?? "normal",
    ...withoutEmpty({ webUrl: resource?.webUrl ?? resource?.webLink }),
    offset,
  };
}

/** The hit for a message that was read in full. */
export function hitOfMessage(message: GraphChatMessage, text: string, chatContext: ChatContext): ChatHit {
  const shown = chatMessage(message, chatContext);
  return {
    ...withoutEmpty({ uri: shown.uri }),
    id: message.id,
    ...placeFields(chatContext.place),
    subject: shown.subject ?? "",
    ...summaryAndText(text),
    ...withoutEmpty({ createdDateTime: shown.createdDateTime, from: shown.from, external: shown.external }),
    importance: shown.importance ?? "normal",
    ...withoutEmpty({ webUrl: shown.webUrl, hasAttachments: hasAttachments(shown) }),
  };
}

/** Adds what only the message itself has: text, kind of sender, attachments. */
export function withMessage(hit: ChatHit, message: GraphChatMessage, { text, place }: ReadMessage): ChatHit {
  const uri = messageUri(place, message.id);
  if (message.deletedDateTime != null) return { ...hit, ...withoutEmpty({ uri }), summary: "", deleted: true };
  const { from, external, ...shown } = chatMessage(message, { place, members: noMembers, userDomain: undefined });
  return {
    ...hit,
    ...summaryAndText(text, hit.summary),
    ...withoutEmpty({
      uri,
      from: hit.from || from ? { ...from, ...hit.from } : undefined,
      external: external ?? hit.external,
      hasAttachments: hasAttachments(shown),
    }),
  };
}

/** The hit for a message that is not where Microsoft Search says: `read_resource` could not find it either. */
export function withoutPlace({ uri: _uri, ...hit }: ChatHit): ChatHit {
  return hit;
}

interface ReadMessage {
  text: string;
  place: ChatPlace;
}

function summaryAndText(text: string, found = ""): { summary: string; text?: string } {
  const line = cleanLine(text);
  const isWhole = line.length <= summaryCharacters;
  if (isWhole && line !== "") return { summary: line };
  const summary = found || truncate(line, summaryCharacters);
  return line === "" ? { summary } : { summary, text: truncate(text.trim(), textCharacters) };
}

function hasAttachments({ attachments }: Pick<ChatMessage, "attachments">): boolean | undefined {
  return attachments?.some(({ type }) => type === "file") || undefined;
}

function placeFields(place: ChatPlace | undefined) {
  if (place === undefined) return {};
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
