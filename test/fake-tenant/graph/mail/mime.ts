import type { Address, StoredAttachment, StoredMessage } from "#test/fake-tenant/data/mail-types.ts";

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
