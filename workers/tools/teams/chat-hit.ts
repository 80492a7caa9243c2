import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { present } from "#workers/tools/present.ts";
import { type ChatMessage, type ChatScene, chatMessage } from "./chat-message-content.ts";
import { addressIn, type ChatPerson, isOutsider, nobodyKnown } from "./chat-people.ts";
import { aroundUri, type ChatPlace, messageUri } from "./chat-place.ts";
import type { GraphChatMessage } from "./graph-chat-message.ts";
import type { GraphChatHit } from "./graph-chat-search.ts";

export interface ChatHit {
  [field: string]: unknown;
  /** Absent where Graph does not tell where the message stands. */
  uri?: string;
  id: string;
  chatId?: string;
  /** The chat or channel around it. */
  chatUri?: string;
  channelIdentity?: { teamId: string; channelId: string };
  subject: string;
  /** Pieces of the text around the words found, or its beginning. */
  summary: string;
  /** The text, of the first hits, cut where it is long. */
  text?: string;
  createdDateTime?: string;
  from?: ChatPerson;
  external?: boolean;
  importance: string;
  webUrl?: string;
  /** Removed since it was indexed. */
  deleted?: true;
  hasAttachments?: boolean;
  /** Place in Microsoft Search's ranking. */
  offset?: number;
}

const summaryCharacters = 200;
const textCharacters = 1_000;

/** The hit for what Microsoft Search found, before its text is read. */
export function hitOfSearch(
  { summary, resource }: GraphChatHit,
  { place, offset, userDomain }: { place: ChatPlace | undefined; offset: number; userDomain: string | undefined },
): ChatHit {
  const id = resource?.id ?? "";
  const from = senderIn(resource?.from);
  return {
    ...present({ uri: place && messageUri(place, id) }),
    id,
    ...placeFields(place),
    subject: cleanLine(resource?.subject ?? ""),
    summary: cleanLine((summary ?? "").replace(/<\/?c0>/g, "").replace(/<ddd\/>/g, "...")),
    ...present({
      createdDateTime: resource?.createdDateTime,
      from,
      external: isOutsider(from, { userDomain }),
    }),
    importance: resource?.importance?.toLowerCase() ?? "normal",
    ...present({ webUrl: resource?.webUrl ?? resource?.webLink }),
    offset,
  };
}

/** The hit for a message that was read whole. */
export function hitOfMessage(message: GraphChatMessage, text: string, scene: ChatScene): ChatHit {
  const shown = chatMessage(message, scene);
  return {
    ...present({ uri: shown.uri }),
    id: message.id,
    ...placeFields(scene.place),
    subject: shown.subject ?? "",
    ...wordsOfHit(text),
    ...present({ createdDateTime: shown.createdDateTime, from: shown.from, external: shown.external }),
    importance: shown.importance ?? "normal",
    ...present({ webUrl: shown.webUrl, hasAttachments: hasAttachments(shown) }),
  };
}

/** The hit of a search with what the message itself tells: its text, its sender's kind, what is attached. */
export function withMessage(hit: ChatHit, message: GraphChatMessage, { text, place }: HydratedMessage): ChatHit {
  if (message.deletedDateTime != null) return { ...hit, summary: "", deleted: true };
  const { from, external, ...shown } = chatMessage(message, { place, members: nobodyKnown, userDomain: undefined });
  return {
    ...hit,
    ...wordsOfHit(text, hit.summary),
    ...present({
      from: hit.from || from ? { ...from, ...hit.from } : undefined,
      external: external ?? hit.external,
      hasAttachments: hasAttachments(shown),
    }),
  };
}

interface HydratedMessage {
  text: string;
  place: ChatPlace;
}

function wordsOfHit(text: string, found = ""): { summary: string; text?: string } {
  const line = cleanLine(text);
  const isWhole = line.length <= summaryCharacters;
  if (isWhole && line !== "") return { summary: line };
  const summary = found || cut(line, summaryCharacters);
  return line === "" ? { summary } : { summary, text: cut(text.trim(), textCharacters) };
}

/** Never cuts a character in two. */
function cut(text: string, most: number): string {
  return text.length <= most
    ? text
    : `${text
        .slice(0, most)
        .toWellFormed()
        .replace(/\ufffd$/, "")}…`;
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

/** From the shape of a mail, or that of Teams. */
function senderIn(from: SearchSender): ChatPerson | undefined {
  const displayName = cleanLine(
    from?.emailAddress?.name ?? from?.user?.displayName ?? from?.application?.displayName ?? "",
  );
  const person: ChatPerson = present({
    displayName: displayName || undefined,
    email: addressIn(from?.emailAddress?.address),
    type: from?.application ? "application" : undefined,
  });
  return Object.keys(person).length > 0 ? person : undefined;
}
