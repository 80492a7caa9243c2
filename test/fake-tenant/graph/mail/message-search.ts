import { htmlToText } from "#test/fake-tenant/data/html-to-text.ts";
import type { Address, StoredMessage } from "#test/fake-tenant/data/mail-types.ts";
import { badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";
import { compareToSpan, dateSpan } from "#test/fake-tenant/graph/kql/kql-dates.ts";
import { type KqlNode, parseKql } from "#test/fake-tenant/graph/kql/kql-parser.ts";
import { indexText, wordMatcher } from "#test/fake-tenant/graph/kql/words.ts";

export interface SearchOptions {
  nowMs: number;
}

type Test = (message: StoredMessage) => boolean;

/** Turns a KQL text into a test of one message; refuses malformed KQL and dates. */
export function compileSearch(text: string, options: SearchOptions): Test {
  if (text.trim() === "") throw badRequest("The search query is empty.");
  return compile(parseKql(text), options);
}

function compile(node: KqlNode, options: SearchOptions): Test {
  if (node.kind === "and" || node.kind === "or") {
    const tests = node.parts.map((part) => compile(part, options));
    return node.kind === "and"
      ? (message) => tests.every((test) => test(message))
      : (message) => tests.some((test) => test(message));
  }
  if (node.kind === "not") {
    const operand = compile(node.operand, options);
    return (message) => !operand(message);
  }
  if (node.kind === "text") {
    return textTest("everything", node.text, node.prefix || !node.phrase);
  }
  return property(node, options);
}

type PropertyNode = Extract<KqlNode, { kind: "property" }>;

function property(node: PropertyNode, options: SearchOptions): Test {
  const name = node.property.toLowerCase();
  if (name === "received" || name === "sent") {
    const span = dateSpan(node.text, options.nowMs);
    if (span === undefined)
      throw badRequest(`The value '${node.text}' is not a date that the property '${name}' understands.`);
    return (message) => compareToSpan(name === "received" ? message.receivedAt : message.sentAt, node.operator, span);
  }
  const part = textProperties[name];
  if (part !== undefined) {
    const test = textTest(part, node.text, node.prefix || !node.phrase);
    return node.operator === "<>" ? (message) => !test(message) : test;
  }
  const flag = flagProperties[name];
  if (flag !== undefined) {
    const wanted = /^(true|yes|1)$/i.test(node.text) !== (node.operator === "<>");
    return (message) => flag(message) === wanted;
  }
  if (name === "importance") return (message) => message.importance === node.text.toLowerCase();
  if (name === "category") {
    const matches = wordMatcher(node.text, true);
    return (message) => message.categories.some((category) => matches(indexText(category)));
  }
  if (name === "kind") return () => /^(email|mail)$/i.test(node.text);
  // A word with a colon is a word: Exchange looks for it in the text.
  return textTest("everything", `${node.property} ${node.text}`, true);
}

function textTest(part: TextPart, query: string, prefix: boolean): Test {
  const matches = wordMatcher(query, prefix);
  return (message) => matches(searchText(message, part));
}

type TextPart =
  | "subject"
  | "body"
  | "from"
  | "to"
  | "cc"
  | "bcc"
  | "recipients"
  | "participants"
  | "attachment"
  | "everything";

const textProperties: Record<string, TextPart> = {
  subject: "subject",
  body: "body",
  from: "from",
  to: "to",
  cc: "cc",
  bcc: "bcc",
  recipients: "recipients",
  participants: "participants",
  attachment: "attachment",
};

const flagProperties: Record<string, (message: StoredMessage) => boolean> = {
  hasattachment: hasAttachments,
  hasattachments: hasAttachments,
  isread: (message) => message.isRead,
  isflagged: (message) => message.flagged,
};

/** What Graph calls hasAttachments: inline pictures alone do not count. */
export function hasAttachments(message: StoredMessage): boolean {
  return message.attachments.some((attachment) => !attachment.isInline);
}

const addressText = (addresses: readonly Address[]) =>
  addresses.map(({ name, address }) => `${name} ${address}`).join(" ; ");

const parts: Record<TextPart, (message: StoredMessage) => string> = {
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

function searchText(message: StoredMessage, part: TextPart): string {
  const known = message.words.get(part);
  if (known !== undefined) return known;
  const made = indexText(parts[part](message));
  message.words.set(part, made);
  return made;
}
