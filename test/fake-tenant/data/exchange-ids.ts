import { createHash } from "node:crypto";

/** Base64 of well-mixed bytes in the URL-safe alphabet, with `-` and `_` forced into it, and padded all the same. */
function idBody(name: string, bytes: number): string {
  const mixed = Buffer.concat([0, 1, 2, 3].map((part) => createHash("sha256").update(`${part}:${name}`).digest()));
  const text = mixed.subarray(0, bytes).toString("base64").replaceAll("/", "-").replaceAll("+", "_");
  return `${text.slice(0, 20)}-${text.slice(21, 34)}_${text.slice(35)}`;
}

/**
 * An id as Exchange Web Services have it, in links and in search hits: standard base64, which Graph does not know
 * (https://learn.microsoft.com/javascript/api/outlook/office.mailbox, `convertToEwsId`).
 */
export const ewsIdOf = (id: string): string => id.replaceAll("-", "/").replaceAll("_", "+");

/** A message's ordinary id, which changes when it moves. 89 bytes leave a final `=`. */
export const messageId = (name: string): string => `AAMkAD${idBody(`message:${name}`, 89)}`;

/** A message's immutable id, asked for by `Prefer: IdType="ImmutableId"`. */
export const immutableMessageId = (name: string): string => `AAkALg${idBody(`immutable:${name}`, 58)}`;

export const folderId = (name: string): string => `AQMkAD${idBody(`folder:${name}`, 70)}`;

export const conversationId = (name: string): string => `AAQkAD${idBody(`conversation:${name}`, 40)}`;

/** An attachment's id begins with its message's id, as in Exchange. */
export const attachmentId = (ownerId: string, key: string): string =>
  `${ownerId.replace(/=+$/, "")}BEgAQ${idBody(`attachment:${key}`, 34)}`;

/** Whether a text could be an Exchange id at all; anything else is `ErrorInvalidIdMalformed`. */
export function looksLikeExchangeId(text: string): boolean {
  return text.length >= 40 && /^(AAMk|AAkA|AQMk|AAQk)[A-Za-z0-9+/_-]+=*$/.test(text);
}
