import { sameAddress } from "#workers/tools/mail/mail-address.ts";
import { wordsOf } from "#workers/tools/query/kql.ts";
import { createdMs } from "./chat-page.ts";
import { type ChatMembers, memberOf } from "./chat-people.ts";
import { type ChatQuery, isInRange } from "./chat-query.ts";
import { hasWords } from "./chat-text.ts";
import type { GraphChatMessage } from "./graph-chat-message.ts";

/** What one message can be found by. */
export interface Findable {
  text: string;
  /** Name and address of the sender. */
  sender: string;
  senderEmail: string | undefined;
  /** Names and addresses of the others in a chat of two; empty elsewhere. */
  recipients: string;
  recipientEmails: readonly string[];
  writtenMs: number | undefined;
  hasAttachment: boolean;
  /** User ids without dashes, lower case. */
  mentions: readonly string[];
}

/** Whether a message is what a query asks for. */
export type KqlTest = (message: Findable) => boolean;

/** A test of messages that were read from a chat, for what Microsoft Search would look up in its index. */
export function chatMatcher(query: ChatQuery, test: KqlTest | undefined) {
  return (message: GraphChatMessage, chat: { isOneOnOne: boolean; members: ChatMembers }): boolean => {
    if (!hasWords(message) || !isInRange(createdMs(message), query)) return false;
    const findable = findableOf(message, chat);
    if (query.sender !== undefined && !isPerson(query.sender, findable.sender, [findable.senderEmail])) return false;
    if (query.recipient !== undefined && !isPerson(query.recipient, findable.recipients, findable.recipientEmails)) {
      return false;
    }
    return test === undefined || test(findable);
  };
}

/** Whether a text has these words one after another; the last may go on. Ideographs need no space before them. */
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
  { isOneOnOne, members }: { isOneOnOne: boolean; members: ChatMembers },
): Findable {
  const { user, application, device } = message.from ?? {};
  const sender = memberOf(message.from, members);
  const attachments = message.attachments ?? [];
  const others = isOneOnOne
    ? [...members.values()].filter(({ userId }) => members.size === 1 || userId !== user?.id)
    : [];
  return {
    text: [message.subject, plainWords(message), ...attachments.flatMap(({ name, content }) => [name, content])].join(
      " ",
    ),
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

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** The words of a message, to look through and never to show: whatever is hidden in it is still there. */
function plainWords({ body }: GraphChatMessage): string {
  const content = body?.content ?? "";
  if (body?.contentType?.toLowerCase() === "text") return content;
  return content
    .replace(/<\/?(?:b|i|u|s|em|strong|span|font|sub|sup|a|at)\b[^<>]*>/gi, "")
    .replace(/<[^<>]*>/g, " ")
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,6}));/gi, (all, decimal, hexadecimal, name) => {
      if (name !== undefined) return entities[String(name).toLowerCase()] ?? all;
      const code = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    });
}
