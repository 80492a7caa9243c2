import { packFields, unpackFields } from "./packed-fields.ts";
import { fromBase64url } from "./strict-base64.ts";

const asBytes = 1;
const asText = 0;

/**
 * A code or refresh token of Entra's as bytes. Both are base64url parts with dots between them, which would otherwise
 * be encoded twice and grow by a third: some clients have short columns for a code. Any other text stays as it is.
 */
export function compactToken(token: string): Buffer {
  const parts = token.split(".").map((part) => {
    const bytes = fromBase64url(part);
    return Buffer.concat([Buffer.of(bytes === undefined ? asText : asBytes), bytes ?? Buffer.from(part)]);
  });
  return packFields(parts);
}

/** The token again; undefined when the bytes are none. */
export function expandToken(bytes: Buffer): string | undefined {
  const parts = unpackFields(bytes);
  if (parts === undefined || parts.some(({ length }) => length === 0)) return undefined;
  const texts = parts.map((part) => part.subarray(1).toString(part[0] === asBytes ? "base64url" : "utf8"));
  return texts.join(".");
}
