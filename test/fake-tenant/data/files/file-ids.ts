import { createHash } from "node:crypto";

const digest = (name: string, bytes: number): Buffer =>
  Buffer.concat([0, 1].map((part) => createHash("sha256").update(`${part}:${name}`).digest())).subarray(0, bytes);

/** `b!` and 64 characters of URL-safe base64, `-` and `_` among them. */
export const driveIdOf = (name: string): string => {
  const text = digest(`drive:${name}`, 48).toString("base64url");
  return `b!${text.slice(0, 20)}-${text.slice(21, 40)}_${text.slice(41)}`;
};

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * `01` and 32 characters of base32, as SharePoint names items. Every third item has an id of another form: Microsoft
 * documents none.
 */
export const itemIdOf = (name: string): string => {
  const bytes = digest(`item:${name}`, 32);
  if (bytes.readUInt8(0) % 3 === 0) return bytes.subarray(0, 20).toString("hex");
  return `01${[...bytes].map((byte) => base32[byte % 32]).join("")}`;
};

/** Whether a text could be an item's id at all. */
export const looksLikeItemId = (text: string): boolean => /^[0-9A-Z]{20,60}(![0-9A-Z.]+)?$/i.test(text);
