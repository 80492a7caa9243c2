import { parseJson } from "#common/text.ts";
import { sharePointAddress } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { createTextTurns } from "#workers/text/text-turns.ts";
import { textWindow } from "#workers/text/text-window.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { isWithoutText } from "#workers/tools/optional-request.ts";
import { countIfCut, nonEmptyList, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type ChatMembers, type ChatPerson, chatPerson, isOutsider, memberOf, noMembers } from "./chat-people.ts";
import { type ChannelPlace, type ChatPlace, messageUri } from "./chat-place.ts";
import { chatText, isCard, isEvent, pictureIds } from "./chat-text.ts";
import type { GraphChatAttachment, GraphChatMessage } from "./graph-chat.ts";

/** The attachment as shown to callers. The texts of cards are part of the message's text. */
function chatAttachment(attachment: GraphChatAttachment, place: ChatPlace) {
  const name = cleanLine(attachment.name ?? "") || undefined;
  const type = attachment.contentType?.toLowerCase();
  if (type === "messagereference") return quoteIn(attachment, place);
  if (isCard(attachment)) return { type: "card", ...withoutEmpty({ name }) };
  if (type !== "reference" && attachment.contentUrl == null) return { type: "other", ...withoutEmpty({ name }) };
  const uri = sharePointAddress(attachment.contentUrl ?? "")?.href;
  const contentUrl = uri === undefined ? cleanLine(attachment.contentUrl ?? "") || undefined : undefined;
  return { type: "file", ...withoutEmpty({ uri, name, contentUrl }) };
}

function quoteIn({ id, content }: GraphChatAttachment, place: ChatPlace) {
  const quoted = fieldsOf(parseJson(content ?? ""));
  const sender = fieldsOf(fieldsOf(quoted.messageSender).user);
  const messageId = textIn(quoted.messageId) ?? id ?? "";
  return withoutEmpty({
    type: "quote",
    uri: place.kind === "chat" ? messageUri(place, messageId) : undefined,
    displayName: textIn(sender.displayName),
    text: textIn(quoted.messagePreview),
  });
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? cleanLine(value).slice(0, 1_000) || undefined : undefined;
}

/** Numbers for one message. A list has fifty of them, whose writers can name hundreds of people and files. */
const maxShown = { mentions: 20, reactions: 20, attachments: 10 };

/** The chat or channel of a message, as far as it is needed to show the message. */
export interface ChatContext {
  place: ChatPlace;
  members: ChatMembers;
  userDomain: string | undefined;
  clock: PersonClock;
}

/** A chat or channel without its messages; the number of its members if not all are listed. */
export interface ChatDetails {
  memberCount?: number;
  /** Whether there are or may be more members than were counted. */
  hasMoreMembers?: true;
  members?: ChatPerson[];
}

/** A message with what readers add to it: its text, the picture that is shown, and what a thread has of replies. */
export type ChatMessage = ReturnType<typeof chatMessage> & {
  text?: string;
  isCut?: true;
  picture?: number;
  replyCount?: number;
  replies?: ChatMessage[];
};

/**
 * The message as shown to callers, without its text. Its uri begins with that of its chat or channel, and of a reply
 * with that of its thread. Counts are there where not all are listed.
 */
export function chatMessage(message: GraphChatMessage, { place, members, userDomain, clock }: ChatContext) {
  const from = chatPerson(message.from, members);
  const uri = messageUri(place, message.id);
  const deleted = message.deletedDateTime != null;
  const mentioned = namesMentioned(message);
  const attached = (deleted ? undefined : message.attachments) ?? [];
  return withoutEmpty({
    uri,
    id: uri === undefined ? message.id : undefined,
    from,
    external: isOutsider(from, { member: memberOf(message.from, members), userDomain }),
    createdDateTime: clock.local(message.createdDateTime),
    editedDateTime: clock.local(message.lastEditedDateTime),
    deleted: deleted || undefined,
    event: isEvent(message) ? eventName(message) : undefined,
    blockedByPolicy: isBlocked(message) || undefined,
    subject: cleanLine(message.subject ?? "") || undefined,
    importance: message.importance?.toLowerCase() === "normal" ? undefined : message.importance?.toLowerCase(),
    mentions: nonEmptyList(mentioned.slice(0, maxShown.mentions).map(cleanLine)),
    mentionCount: countIfCut(mentioned, maxShown.mentions),
    reactions: nonEmptyList(reactionsIn(message)),
    attachments: nonEmptyList(attached.slice(0, maxShown.attachments).map((one) => chatAttachment(one, place))),
    attachmentCount: countIfCut(attached, maxShown.attachments),
    pictures: nonEmptyList(pictureUris(message, place)),
    webUrl: message.webUrl,
  });
}

function pictureUris(message: GraphChatMessage, place: ChatPlace): string[] {
  const uris = pictureIds(message).map((_, index) => messageUri(place, message.id, index + 1));
  return uris.filter((uri) => uri !== undefined);
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

/** Names as they are written, each once. */
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

/** What showing a channel's messages needs; those of a thread with the id of its root. */
export async function channelContext(
  { teamId, channelId }: Pick<ChannelPlace, "teamId" | "channelId">,
  { userDomain, clock }: Pick<ToolContext, "userDomain" | "clock">,
  rootId?: string,
): Promise<ChatContext> {
  const place = { kind: "channel" as const, teamId, channelId, rootId };
  return { place, members: noMembers, userDomain, clock: await clock() };
}

/** Size of the texts of a list that is read, in `sizeOf`. The rest of the answer is for other fields. */
const sizeOfTexts = 16_000;

/** A message as it is read: without what is as usual, and without the names of those mentioned if its text has all. */
export function withoutRepetition(text: string, { mentions, external, ...message }: ChatMessage): ChatMessage {
  const areTold = message.mentionCount === undefined && mentions?.every((name) => text.includes(name));
  return { ...message, ...(external && { external }), ...(mentions && !areTold && { mentions }) };
}

/** The text of a message. Empty if it can't be extracted, so that the other messages are still read. */
export async function textOfMessage(
  message: GraphChatMessage,
  context: Pick<ToolContext, "extractText">,
): Promise<{ text: string; isWhole: boolean }> {
  try {
    const { text, incomplete, isAllSeen } = await chatText(message, context);
    return { text, isWhole: incomplete === undefined || isAllSeen === true };
  } catch (error) {
    if (!isWithoutText(error)) throw error;
    return { text: "", isWhole: false };
  }
}

/**
 * Messages with as much of their texts as there is room for, one at a time, because all callers share text extraction.
 * The uri of a message gives its whole text.
 * @param options.size of all texts together
 */
export async function messagesWithText(
  messages: readonly GraphChatMessage[],
  { chatContext, size = sizeOfTexts }: { chatContext: ChatContext; size?: number },
  context: Pick<ToolContext, "extractText">,
): Promise<ChatMessage[]> {
  const room = Math.floor(size / Math.max(messages.length, 1));
  const takeTurn = createTextTurns();
  const listed: ChatMessage[] = [];
  for (const message of messages) {
    await takeTurn(message.body?.content?.length ?? 0);
    const { text, isWhole } = await textOfMessage(message, context);
    const shown = textWindow(text, 0, { room });
    const isCut = shown.next !== undefined || !isWhole;
    listed.push({
      ...withoutRepetition(text, chatMessage(message, chatContext)),
      ...(text !== "" && { text: shown.next === undefined ? shown.text : `${shown.text.trimEnd()} …` }),
      ...(isCut && { isCut: true as const }),
    });
  }
  return listed;
}
