import { createHash } from "node:crypto";
import { ewsIdOf } from "#test/fake-tenant/data/exchange-ids.ts";
import { htmlToText } from "#test/fake-tenant/data/html-to-text.ts";
import type { Address, StoredMessage } from "#test/fake-tenant/data/mail-types.ts";
import { hasAttachments } from "./message-search.ts";

export interface MessageFormat {
  immutableIds: boolean;
  bodyType: "html" | null;
}

type Writer = (message: StoredMessage, format: MessageFormat) => unknown;

const time = (milliseconds: number) => new Date(milliseconds).toISOString().replace(".000Z", "Z");
const recipient = ({ name, address }: Address) => ({ emailAddress: { name, address } });

/** Base64 of 24 bytes, as Exchange versions an item. */
function changeKey(message: StoredMessage): string {
  return `CQAAABYA${createHash("sha256").update(message.id).digest("base64").slice(0, 24)}`;
}

function body(message: StoredMessage, format: MessageFormat) {
  const wanted = format.bodyType ?? message.bodyType;
  if (wanted === message.bodyType) return { contentType: wanted, content: message.body };
  const escaped = message.body.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  return { contentType: "html", content: `<html><head></head><body><pre>${escaped}</pre></body></html>` };
}

const plainText = (message: StoredMessage) => (message.bodyType === "html" ? htmlToText(message.body) : message.body);

/** Every property, in the order in which Graph writes them. */
const writers: Record<string, Writer> = {
  id: (message, format) => (format.immutableIds ? message.immutableId : message.id),
  createdDateTime: (message) => time(message.receivedAt),
  lastModifiedDateTime: (message) => time(message.receivedAt + 3000),
  changeKey,
  categories: (message) => message.categories,
  receivedDateTime: (message) => time(message.receivedAt),
  sentDateTime: (message) => time(message.sentAt),
  hasAttachments,
  internetMessageId: (message) => message.internetMessageId,
  subject: (message) => message.subject,
  bodyPreview: (message) => [...plainText(message)].slice(0, 255).join(""),
  importance: (message) => message.importance,
  parentFolderId: (message) => message.folder.id,
  conversationId: (message) => message.conversationId,
  conversationIndex: (message) =>
    createHash("sha256").update(message.conversationId).digest().subarray(0, 22).toString("base64"),
  isDeliveryReceiptRequested: () => false,
  isReadReceiptRequested: () => false,
  isRead: (message) => message.isRead,
  isDraft: (message) => message.isDraft,
  webLink: (message) =>
    `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(ewsIdOf(message.id))}&exvsurl=1&` +
    "viewmodel=ReadMessageItem",
  inferenceClassification: () => "focused",
  body,
  sender: (message) => recipient(message.from),
  from: (message) => recipient(message.from),
  toRecipients: (message) => message.to.map(recipient),
  ccRecipients: (message) => message.cc.map(recipient),
  bccRecipients: (message) => message.bcc.map(recipient),
  replyTo: (message) => message.replyTo.map(recipient),
  flag: (message) => ({ flagStatus: message.flagged ? "flagged" : "notFlagged" }),
  internetMessageHeaders: (message) => message.headers,
};

/** Only by $select. */
const onRequest: ReadonlySet<string> = new Set(["internetMessageHeaders"]);

const castProperty = "microsoft.graph.eventMessage/meetingMessageType";

export const messageProperties: ReadonlySet<string> = new Set([...Object.keys(writers), castProperty]);
export const defaultMessageProperties: readonly string[] = [
  ...Object.keys(writers).filter((name) => !onRequest.has(name)),
  castProperty,
];
/** What Mail.ReadBasic leaves out silently; the rest of the content it refuses. */
export const withheldFromReadBasic: ReadonlySet<string> = new Set(["bodyPreview", "body"]);

const order = new Map(Object.keys(writers).map((name, index) => [name, index]));

/** The selected properties in Graph's order, `id` always among them. */
export function inGraphOrder(select: readonly string[]): string[] {
  return [...new Set(["id", ...select])].sort((a, b) => (order.get(a) ?? 99) - (order.get(b) ?? 99));
}

/** One message as JSON text, `extra` being further members with their commas. */
export function messageJson(
  message: StoredMessage,
  properties: readonly string[],
  format: MessageFormat,
  extra = "",
): string {
  let json = messageHead(message);
  for (const name of properties) {
    if (name !== castProperty) json += `,${propertyJson(message, name, format)}`;
    else if (message.meetingRequest) json += ',"meetingMessageType":"meetingRequest"';
  }
  return `${json}${extra}}`;
}

/**
 * Writes messages with the same properties: a row is kept with its message, so that a page is mostly joined from them.
 */
export function createRowWriter(
  properties: readonly string[],
  format: MessageFormat,
): (message: StoredMessage) => string {
  const key = `row:${format.immutableIds}:${format.bodyType}:${properties.join()}`;
  return (message) => {
    const known = message.json.get(key);
    if (known !== undefined) return known;
    const made = messageJson(message, properties, format);
    message.json.set(key, made);
    return made;
  };
}

function messageHead(message: StoredMessage): string {
  const type = message.meetingRequest ? '"@odata.type":"#microsoft.graph.eventMessageRequest",' : "";
  return `{${type}"@odata.etag":${JSON.stringify(`W/"${changeKeyOf(message)}"`)}`;
}

function changeKeyOf(message: StoredMessage): string {
  const known = message.json.get("changeKey");
  if (known !== undefined) return known;
  const made = changeKey(message);
  message.json.set("changeKey", made);
  return made;
}

function propertyJson(message: StoredMessage, name: string, format: MessageFormat): string {
  const key = cacheKey(name, format);
  const known = message.json.get(key);
  if (known !== undefined) return known;
  const made = `"${name}":${JSON.stringify(writers[name]?.(message, format) ?? null)}`;
  message.json.set(key, made);
  return made;
}

function cacheKey(name: string, format: MessageFormat): string {
  if (name === "id") return format.immutableIds ? "json:id:immutable" : "json:id";
  if (name === "body") return `json:body:${format.bodyType}`;
  return `json:${name}`;
}
