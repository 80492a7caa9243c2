import { htmlToText } from "#test/fake-tenant/data/html-to-text.ts";
import type { Address, StoredMessage } from "#test/fake-tenant/data/mail-types.ts";
import { badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";
import {
  compileKql,
  indexText,
  type KqlField,
  type KqlModel,
  wordMatcher,
} from "#test/fake-tenant/graph/kql/compile-kql.ts";
import { parseKql } from "#test/fake-tenant/graph/kql/kql-parser.ts";

export interface SearchOptions {
  nowMs: number;
}

/** Turns a KQL text into a test of one message; refuses malformed KQL and dates. */
export function compileSearch(text: string, { nowMs }: SearchOptions): (message: StoredMessage) => boolean {
  if (text.trim() === "") throw badRequest("The search query is empty.");
  return compileKql(parseKql(text), { ...model, nowMs });
}

/** What Graph calls hasAttachments: inline pictures alone do not count. */
export function hasAttachments(message: StoredMessage): boolean {
  return message.attachments.some((attachment) => !attachment.isInline);
}

const addressText = (addresses: readonly Address[]) =>
  addresses.map(({ name, address }) => `${name} ${address}`).join(" ; ");

type Part = "subject" | "body" | "from" | "to" | "cc" | "bcc" | "recipients" | "participants" | "attachment";

const parts: Record<Part | "everything", (message: StoredMessage) => string> = {
  subject: (message) => message.subject,
  body: (message) => (message.bodyType === "html" ? htmlToText(message.body) : message.body),
  from: ({ from, fromAliases }) => [addressText([from]), ...fromAliases].join(" ; "),
  to: (message) => addressText(message.to),
  cc: (message) => addressText(message.cc),
  bcc: (message) => addressText(message.bcc),
  recipients: (message) => addressText([...message.to, ...message.cc, ...message.bcc]),
  participants: (message) => addressText([message.from, ...message.to, ...message.cc, ...message.bcc]),
  attachment: (message) => message.attachments.map(({ name }) => name).join(" ; "),
  everything: (message) =>
    [parts.subject(message), parts.body(message), parts.participants(message), parts.attachment(message)].join(" ; "),
};

/** Each is read by many searches. */
function searchText(message: StoredMessage, part: Part | "everything"): string {
  const known = message.words.get(part);
  if (known !== undefined) return known;
  const made = parts[part](message);
  message.words.set(part, made);
  return made;
}

type Field = KqlField<StoredMessage>;
const text = (part: Part): Field => ({ kind: "text", read: (message) => searchText(message, part) });
const flag = (read: (message: StoredMessage) => boolean): Field => ({ kind: "flag", read });
const own = (test: (message: StoredMessage, value: string) => boolean): Field => ({ kind: "own", test });

const model: Omit<KqlModel<StoredMessage>, "nowMs"> = {
  everything: (message) => searchText(message, "everything"),
  wordsArePrefixes: true,
  // A word with a colon is a word: Exchange looks for it in the text.
  unknownProperty: "words",
  starFindsNothing: true,
  fields: {
    subject: text("subject"),
    body: text("body"),
    from: text("from"),
    to: text("to"),
    cc: text("cc"),
    bcc: text("bcc"),
    recipients: text("recipients"),
    participants: text("participants"),
    attachment: text("attachment"),
    received: { kind: "date", read: ({ receivedAt }) => receivedAt },
    sent: { kind: "date", read: ({ sentAt }) => sentAt },
    hasattachment: flag(hasAttachments),
    hasattachments: flag(hasAttachments),
    isread: flag(({ isRead }) => isRead),
    importance: own(({ importance }, value) => importance === value.toLowerCase()),
    category: own(({ categories }, value) => {
      const matches = wordMatcher(value, true);
      return categories.some((category) => matches(indexText(category)));
    }),
    kind: own((_message, value) => /^(email|mail)$/i.test(value)),
  },
};
