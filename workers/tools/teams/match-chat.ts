import { filterInTurns } from "#workers/text/text-turns.ts";
import { isInRange } from "#workers/tools/dates/date-range.ts";
import { sameAddress } from "#workers/tools/person.ts";
import { wordsOf } from "#workers/tools/query/kql.ts";
import { foldText, type SearchableText, searchableWords, termTest } from "#workers/tools/query/searchable-text.ts";
import { createdMs } from "./chat-page.ts";
import { type ChatMembers, memberOf } from "./chat-people.ts";
import type { ChatQuery } from "./chat-search.ts";
import { hasWords } from "./chat-text.ts";
import type { GraphChatMessage } from "./graph-chat.ts";

const foldedWords = (text: string) => wordsOf(foldText(text));

/** Splits a text into words without accents: once, however many phrases it is searched for. */
export const phraseText = (text: string): SearchableText => searchableWords(foldedWords(text));

/**
 * Whether a text contains these words in order, whatever stands between them and whatever their accents. The last one
 * may be a prefix. The phrase is prepared once, however many texts are searched for it.
 */
export const phraseTest = (phrase: string): ((text: SearchableText) => boolean) =>
  termTest(foldedWords(phrase).join(" "));

/** The properties of a message that queries test. */
interface Findable {
  /** Subject, body, and names and contents of attachments. */
  text(): SearchableText;
  /** The name and address of the sender. */
  sender(): SearchableText;
  senderEmail: string | undefined;
  /** Names and addresses of the other members of a one-on-one chat. Absent for other chats. */
  recipients?: (() => SearchableText) | undefined;
  recipientEmails: readonly string[];
  writtenMs: number | undefined;
  hasAttachment: boolean;
  /** User ids in lower case without dashes. */
  mentions: readonly string[];
}

export type KqlTest = (message: Findable) => boolean;

interface ScannedChat {
  isOneOnOne: boolean;
  members: ChatMembers;
}

/** Messages have at most 28 kB (https://learn.microsoft.com/microsoftteams/limits-specifications-teams). */
const maxCharacters = 100_000;

/**
 * Creates a matcher that decides about messages as Microsoft Search does by its index. It tests a page of long messages
 * in several turns of the event loop. The HTML tokenizer is loaded with the first matcher. A message costs about as
 * much whatever the query: its text is split into words once, not for each word of the query.
 */
export async function createChatMatcher(query: ChatQuery, test: KqlTest | undefined) {
  const { wordsOfHtml } = await import("#workers/documents/html-words.ts");
  const wordsOfBody = ({ body }: GraphChatMessage) => {
    const content = (body?.content ?? "").slice(0, maxCharacters);
    return body?.contentType?.toLowerCase() === "text" ? content : wordsOfHtml(content);
  };
  const isSender = query.sender === undefined ? undefined : personTest(query.sender);
  const isRecipient = query.recipient === undefined ? undefined : personTest(query.recipient);
  const matches = (message: GraphChatMessage, chat: ScannedChat): boolean => {
    if (!hasWords(message) || !isInRange(createdMs(message), query)) return false;
    const findable = findableOf(message, chat, wordsOfBody);
    if (isSender?.(findable.sender(), [findable.senderEmail]) === false) return false;
    if (isRecipient?.(findable.recipients?.() ?? nothing, findable.recipientEmails) === false) return false;
    return test === undefined || test(findable);
  };
  return async (messages: readonly GraphChatMessage[], chat: ScannedChat) =>
    await filterInTurns(messages, charactersOf, (message) => matches(message, chat));
}

const nothing = phraseText("");

/** Split into words on first use. */
function wordsIn(parts: () => readonly (string | null | undefined)[]): () => SearchableText {
  let words: SearchableText | undefined;
  return () => {
    words ??= phraseText(parts().join(" ").slice(0, maxCharacters));
    return words;
  };
}

const partsOf = ({ attachments }: GraphChatMessage) =>
  (attachments ?? []).flatMap(({ name, content }) => [name ?? "", content ?? ""]);

function charactersOf(message: GraphChatMessage): number {
  const texts = [message.body?.content ?? "", message.subject ?? "", ...partsOf(message)];
  return texts.reduce((sum, { length }) => sum + length, 0);
}

function personTest(asked: string): (names: SearchableText, addresses: readonly (string | undefined)[]) => boolean {
  if (asked.includes("@")) return (_names, addresses) => addresses.some((address) => sameAddress(address, asked));
  const words = wordsOf(asked).map(phraseTest);
  return (names) => words.length > 0 && words.every((isIn) => isIn(names));
}

function findableOf(
  message: GraphChatMessage,
  { isOneOnOne, members }: ScannedChat,
  wordsOfBody: (message: GraphChatMessage) => string,
): Findable {
  const { user, application, device } = message.from ?? {};
  const sender = memberOf(message.from, members);
  const attachments = message.attachments ?? [];
  const others = isOneOnOne
    ? [...members.values()].filter(({ userId }) => members.size === 1 || userId !== user?.id)
    : [];
  const senderNames = [(user ?? application ?? device)?.displayName, sender?.displayName, sender?.email];
  return {
    text: wordsIn(() => [message.subject, wordsOfBody(message), ...partsOf(message)]),
    sender: wordsIn(() => senderNames),
    senderEmail: sender?.email ?? undefined,
    recipients:
      others.length === 0 ? undefined : wordsIn(() => others.flatMap(({ displayName, email }) => [displayName, email])),
    recipientEmails: others.flatMap(({ email }) => email ?? []),
    writtenMs: createdMs(message),
    hasAttachment: attachments.some(({ contentType }) => contentType?.toLowerCase() !== "messagereference"),
    mentions: (message.mentions ?? []).flatMap(
      ({ mentioned }) => mentioned?.user?.id?.replaceAll("-", "").toLowerCase() ?? [],
    ),
  };
}
