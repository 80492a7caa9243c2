import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { countBeyond } from "#workers/tools/count-beyond.ts";
import { someOf, withoutEmpty } from "#workers/tools/without-empty.ts";
import { type ChatAttachment, chatAttachment } from "./chat-attachment.ts";
import { type ChatMembers, type ChatPerson, chatPerson, isOutsider, memberOf } from "./chat-people.ts";
import { pictureIds } from "./chat-pictures.ts";
import { aroundUri, type ChatPlace, messageUri } from "./chat-place.ts";
import { isEvent } from "./chat-text.ts";
import type { GraphChatMessage } from "./graph-chat-message.ts";

/** Of a message. A list has fifty of them, whose writers can name hundreds of people and files. */
const maxShown = { mentions: 20, reactions: 20, attachments: 10 };

export interface ChatMessage {
  [field: string]: unknown;
  id: string;
  uri?: string;
  /** The chat or channel of the message. */
  chatUri?: string;
  /** The message to which this one replies. */
  replyToUri?: string;
  from?: ChatPerson;
  external?: boolean;
  createdDateTime?: string;
  editedDateTime?: string;
  /** Its text is gone. */
  deleted?: true;
  /** For system messages, the type of event, such as `members added`. */
  event?: string;
  blockedByPolicy?: true;
  subject?: string;
  /** Absent if the text is returned separately. */
  text?: string;
  isCut?: true;
  importance?: string;
  mentions?: string[];
  /** The full number, if not all are listed. */
  mentionCount?: number;
  reactions?: { reaction: string; count: number }[];
  attachments?: ChatAttachment[];
  /** The full number, if not all are listed. */
  attachmentCount?: number;
  /** For `read_resource`: the pictures in the text, in their order. */
  pictures?: string[];
  /** The number of the picture that is shown. */
  picture?: number;
  replyCount?: number;
  replies?: ChatMessage[];
  webUrl?: string;
}

/** The chat or channel of a message, as far as it is needed to show the message. */
export interface ChatContext {
  place: ChatPlace;
  members: ChatMembers;
  userDomain: string | undefined;
}

/** The message as shown to callers, without its text. */
export function chatMessage(message: GraphChatMessage, { place, members, userDomain }: ChatContext): ChatMessage {
  const from = chatPerson(message.from, members);
  const deleted = message.deletedDateTime != null;
  const mentioned = namesMentioned(message);
  const attached = (deleted ? undefined : message.attachments) ?? [];
  return {
    id: message.id,
    ...withoutEmpty({
      uri: messageUri(place, message.id),
      chatUri: aroundUri(place),
      replyToUri: replyToUri(message, place),
      from,
      external: isOutsider(from, { member: memberOf(message.from, members), userDomain }),
      createdDateTime: message.createdDateTime,
      editedDateTime: message.lastEditedDateTime,
      ...(deleted && { deleted: true as const }),
      event: isEvent(message) ? eventName(message) : undefined,
      blockedByPolicy: isBlocked(message) ? (true as const) : undefined,
      subject: cleanLine(message.subject ?? "") || undefined,
      importance: message.importance?.toLowerCase() === "normal" ? undefined : message.importance?.toLowerCase(),
      mentions: someOf(mentioned.slice(0, maxShown.mentions).map(cleanLine)),
      mentionCount: countBeyond(mentioned, maxShown.mentions),
      reactions: someOf(reactionsIn(message)),
      attachments: someOf(attached.slice(0, maxShown.attachments).map((one) => chatAttachment(one, place))),
      attachmentCount: countBeyond(attached, maxShown.attachments),
      pictures: someOf(pictureUris(message, place)),
      webUrl: message.webUrl,
    }),
  };
}

function pictureUris(message: GraphChatMessage, place: ChatPlace): string[] {
  const uris = pictureIds(message).map((_, index) => messageUri(place, message.id, index + 1));
  return uris.filter((uri) => uri !== undefined);
}

function replyToUri({ id }: GraphChatMessage, place: ChatPlace): string | undefined {
  if (place.kind !== "channel" || place.rootId === undefined || place.rootId === id) return undefined;
  return messageUri(place, place.rootId);
}

/** `#microsoft.graph.chatRenamedEventMessageDetail` → `chat renamed`. */
function eventName({ eventDetail, messageType }: GraphChatMessage): string {
  const name = eventDetail?.["@odata.type"]?.split(/\W/).at(-1) ?? "";
  const ending = "EventMessageDetail";
  const event = name.endsWith(ending) ? name.slice(0, -ending.length) : "";
  return (event || (messageType ?? "event")).replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

function isBlocked({ policyViolation }: GraphChatMessage): boolean {
  return /blockaccess/i.test(policyViolation?.dlpAction ?? "");
}

/** As they are written, each once. */
function namesMentioned({ mentions }: GraphChatMessage): string[] {
  const names = (mentions ?? []).map(({ mentioned, mentionText }) => {
    const { user, application, tag, conversation } = mentioned ?? {};
    const named = user ?? application ?? tag ?? conversation;
    return (named?.displayName ?? mentionText ?? "").trim();
  });
  return [...new Set(names.filter((name) => name !== ""))];
}

const other = "other";

/** How many there are of each kind; of further kinds together. */
function reactionsIn({ reactions }: GraphChatMessage): { reaction: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { reactionType, displayName } of reactions ?? []) {
    const known = displayName || reactionType || other;
    const kind = counts.has(known) || counts.size < maxShown.reactions ? known : other;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => ({ reaction: cleanLine(kind) || other, count }));
}
