import { sameAddress } from "#workers/tools/mail/mail-address.ts";
import { wordsOf } from "#workers/tools/query/kql.ts";
import { createdMs } from "./chat-page.ts";
import { type ChatMembers, memberOf } from "./chat-people.ts";
import { type ChatQuery, isInRange } from "./chat-query.ts";
import { hasWords } from "./chat-text.ts";
import type { GraphChatMessage } from "./graph-chat-message.ts";

/** The properties of a message that queries test. */
export interface Findable {
  /** Subject, body, and names and contents of attachments. Read on first access. */
  readonly text: string;
  /** The name and address of the sender. */
  sender: string;
  senderEmail: string | undefined;
  /** Names and addresses of the other members of a one-on-one chat; empty for other chats. */
  recipients: string;
  recipientEmails: readonly string[];
  writtenMs: number | undefined;
  hasAttachment: boolean;
  /** User ids in lower case without dashes. */
  mentions: readonly string[];
}

/** Whether a message matches a query. */
export type KqlTest = (message: Findable) => boolean;

/** The chat of the tested messages. */
export interface ScannedChat {
  isOneOnOne: boolean;
  members: ChatMembers;
}

/** Selects the messages of a page that match a search. */
export type ChatMatcher = (messages: readonly GraphChatMessage[], chat: ScannedChat) => Promise<GraphChatMessage[]>;

/** Messages have at most 28 kB (https://learn.microsoft.com/microsoftteams/limits-specifications-teams). */
const maxBodyCharacters = 100_000;

/**
 * Creates a matcher that decides about messages as Microsoft Search does by its index. It tests a page of long messages
 * in several turns of the event loop. The HTML tokenizer is loaded with the first matcher.
 */
export async function createChatMatcher(query: ChatQuery, test: KqlTest | undefined): Promise<ChatMatcher> {
  const { wordsOfHtml } = await import("#workers/documents/text/html-words.ts");
  const wordsOfBody = ({ body }: GraphChatMessage) => {
    const content = (body?.content ?? "").slice(0, maxBodyCharacters);
    return body?.contentType?.toLowerCase() === "text" ? content : wordsOfHtml(content);
  };
  const matches = (message: GraphChatMessage, chat: ScannedChat): boolean => {
    if (!hasWords(message) || !isInRange(createdMs(message), query)) return false;
    const findable = findableOf(message, chat, wordsOfBody);
    if (query.sender !== undefined && !isPerson(query.sender, findable.sender, [findable.senderEmail])) return false;
    if (query.recipient !== undefined && !isPerson(query.recipient, findable.recipients, findable.recipientEmails)) {
      return false;
    }
    return test === undefined || test(findable);
  };
  return async (messages, chat) => {
    const matching: GraphChatMessage[] = [];
    let characters = 0;
    for (const message of messages) {
      if (matches(message, chat)) matching.push(message);
      characters += message.body?.content?.length ?? 0;
      if (characters > maxBodyCharacters) {
        await new Promise((resolve) => setImmediate(resolve));
        characters = 0;
      }
    }
    return matching;
  };
}

/** Whether a text contains these words in order. The last one may be a prefix. Ideographs match anywhere in a word. */
export function hasPhrase(text: string, phrase: string): boolean {
  const words = wordsOf(phrase).join(" ");
  if (words === "") return true;
  const within = ` ${wordsOf(text).join(" ")}`;
  const isUnspaced = /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}]/u.test(words);
  return within.includes(isUnspaced ? words : ` ${words}`);
}

function isPerson(asked: string, names: string, addresses: readonly (string | undefined)[]): boolean {
  if (asked.includes("@")) return addresses.some((address) => sameAddress(address, asked));
  return wordsOf(asked).every((word) => hasPhrase(names, word)) && wordsOf(asked).length > 0;
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
  let text: string | undefined;
  return {
    get text() {
      text ??= [
        message.subject,
        wordsOfBody(message),
        ...attachments.flatMap(({ name, content }) => [name, content]),
      ].join(" ");
      return text;
    },
    sender: [(user ?? application ?? device)?.displayName, sender?.displayName, sender?.email].join(" "),
    senderEmail: sender?.email ?? undefined,
    recipients: others.map(({ displayName, email }) => `${displayName ?? ""} ${email ?? ""}`).join(" ; "),
    recipientEmails: others.flatMap(({ email }) => email ?? []),
    writtenMs: createdMs(message),
    hasAttachment: attachments.some(({ contentType }) => contentType?.toLowerCase() !== "messagereference"),
    mentions: (message.mentions ?? []).flatMap(
      ({ mentioned }) => mentioned?.user?.id?.replaceAll("-", "").toLowerCase() ?? [],
    ),
  };
}
