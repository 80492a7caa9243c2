import { attachmentId } from "#test/fake-tenant/data/exchange-ids.ts";
import type { Address, StoredAttachment, StoredMessage } from "#test/fake-tenant/data/mail-types.ts";
import { checkedSelect } from "#test/fake-tenant/graph/odata/query-options.ts";
import type { MessageFormat } from "./message-json.ts";

const types = { file: "fileAttachment", item: "itemAttachment", reference: "referenceAttachment" } as const;

const baseProperties = ["id", "lastModifiedDateTime", "name", "contentType", "size", "isInline"];
const fileCasts = ["contentBytes", "contentId", "contentLocation"].map(
  (name) => `microsoft.graph.fileAttachment/${name}`,
);

/** What `$select` may name: the base type's properties, and those of a file by a cast. */
const selectable: ReadonlySet<string> = new Set([...baseProperties, ...fileCasts]);

/** The id of an attachment under its message's id of the kind asked for. */
function idOfAttachment(message: StoredMessage, attachment: StoredAttachment, format: MessageFormat): string {
  return attachmentId(format.immutableIds ? message.immutableId : message.id, attachment.key);
}

/** Finds an attachment by either kind of id. */
export function findAttachment(message: StoredMessage, id: string): StoredAttachment | undefined {
  return message.attachments.find((attachment) =>
    [true, false].some((immutableIds) => idOfAttachment(message, attachment, { immutableIds, bodyType: null }) === id),
  );
}

interface AttachmentView {
  /** null = the default properties, which inline a file's bytes. */
  select: readonly string[] | null;
  format: MessageFormat;
}

/** One attachment as JSON text. */
export function attachmentJson(message: StoredMessage, attachment: StoredAttachment, view: AttachmentView): string {
  const all = attachmentProperties(message, attachment, view.format);
  const names =
    view.select === null ? Object.keys(all) : ["id", ...checkedSelect(view.select, selectable, "attachment")];
  const chosen: Record<string, unknown> = { "@odata.type": `#microsoft.graph.${types[attachment.kind]}` };
  for (const name of names) {
    const key = name.slice(name.lastIndexOf("/") + 1);
    if (key in all) chosen[key] = all[key];
  }
  return JSON.stringify(chosen);
}

function attachmentProperties(
  message: StoredMessage,
  attachment: StoredAttachment,
  format: MessageFormat,
): Record<string, unknown> {
  return {
    id: idOfAttachment(message, attachment, format),
    lastModifiedDateTime: new Date(message.receivedAt).toISOString().replace(".000Z", "Z"),
    name: attachment.name,
    contentType: attachment.contentType,
    size: attachment.kind === "file" ? attachment.bytes.length + 344 : 4096,
    isInline: attachment.isInline,
    ...(attachment.kind === "file"
      ? { contentId: attachment.contentId, contentLocation: null, contentBytes: attachment.bytes.toString("base64") }
      : {}),
  };
}

const addressList = (addresses: readonly Address[]) =>
  addresses.map(({ name, address }) => `${encodedWord(name)} <${address}>`).join(", ");

function encodedWord(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString("base64")}?=`;
}

const wrapped = (bytes: Buffer) => bytes.toString("base64").replace(/.{76}/g, "$&\r\n");

/** The message in MIME, as `$value` returns it. */
export function mimeOf(message: StoredMessage): string {
  const headers = [
    `From: ${addressList([message.from])}`,
    `To: ${addressList(message.to)}`,
    ...(message.cc.length > 0 ? [`Cc: ${addressList(message.cc)}`] : []),
    `Subject: ${encodedWord(message.subject)}`,
    `Date: ${new Date(message.sentAt).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: ${message.internetMessageId}`,
    ...message.headers
      .filter(({ name }) => !/^(mime-version|content-type)$/i.test(name))
      .map(({ name, value }) => `${name}: ${value}`),
    "MIME-Version: 1.0",
  ];
  const body = [
    `Content-Type: ${message.bodyType === "html" ? "text/html" : "text/plain"}; charset="utf-8"`,
    "Content-Transfer-Encoding: base64",
    "",
    wrapped(Buffer.from(message.body)),
  ];
  if (message.attachments.length === 0) return [...headers, ...body, ""].join("\r\n");
  const boundary = `_004_${message.internetMessageId.replace(/\W/g, "").slice(0, 30)}_`;
  const parts = [body, ...message.attachments.map(attachmentPart)].flatMap((part) => [`--${boundary}`, ...part]);
  return [
    ...headers,
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    "",
    ...parts,
    `--${boundary}--`,
    "",
  ].join("\r\n");
}

function attachmentPart(attachment: StoredAttachment): string[] {
  if (attachment.item !== null)
    return ["Content-Type: message/rfc822", "Content-Disposition: attachment", "", mimeOf(attachment.item)];
  return [
    `Content-Type: ${attachment.contentType ?? "application/octet-stream"}; name="${encodedWord(attachment.name)}"`,
    `Content-Disposition: ${attachment.isInline ? "inline" : "attachment"}; filename="${encodedWord(attachment.name)}"`,
    ...(attachment.contentId === null ? [] : [`Content-ID: <${attachment.contentId}>`]),
    "Content-Transfer-Encoding: base64",
    "",
    wrapped(attachment.bytes),
  ];
}
