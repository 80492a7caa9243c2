import type { AuthRefusalReason } from "./auth-refusal.ts";

/** Strings of valid JSON, where quotes occur only around them. One followed by a colon is a member name. */
const textOrName = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

function countNames(json: string): number {
  let count = 0;
  for (const [, colon] of json.matchAll(textOrName)) if (colon !== undefined) count += 1;
  return count;
}

/** Counts the members of a value at any depth. Not recursive, because a token may be nested as deeply as it is long. */
function countMembers(value: unknown): number {
  const left = [value];
  let count = 0;
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next !== "object" || next === null) continue;
    const inner = Object.values(next);
    if (!Array.isArray(next)) count += inner.length;
    for (const one of inner) left.push(one);
  }
  return count;
}

/**
 * Parses the JSON object in a part of a token. RFC 7515 4 and RFC 7519 4 require unique names: with two claims of the
 * same name, this code could check one and another reader use the other.
 * @returns null unless the bytes are valid UTF-8 with one JSON object whose names are unique at every depth
 */
export function readJsonObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const json = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(json);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    return countNames(json) === countMembers(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** Entra's tokens have 1 to 4 kB. A user in very many groups gets an overage claim instead of a larger token. */
const maxTokenCharacters = 16_384;

/** Key IDs as Entra issues them. Others are not looked up, so they can't cause a fetch. */
export const keyIdPattern = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * Header members that would supply a key with the token or change what is signed, and `nonce`, which Entra uses in
 * tokens that only Microsoft's services can verify. RFC 7515 4.1, RFC 7797, RFC 8725 3.1 and 3.10.
 */
const refusedMembers = ["jku", "jwk", "x5u", "x5c", "crit", "b64", "zip", "enc", "nonce"];
const types = new Set(["jwt", "at+jwt"]);

/**
 * The bytes of base64url text, or undefined unless the text is their one way to be written. Node's decoder is lenient:
 * it skips foreign characters and ignores the last bits, so that several texts would be the same value.
 */
export function fromBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}

/** Each token has exactly one encoding: no padding, no stray bits, no characters that a lenient decoder would skip. */
const isCanonicalBase64url = (part: string): boolean => part !== "" && fromBase64url(part) !== undefined;

/**
 * The checks that need no key: size, compact serialisation, and a header that specifies RS256 and a key ID only.
 * @returns the ID of the signing key, or why the token is refused
 */
export function checkTokenFormat(token: string): { keyId: string } | { reason: AuthRefusalReason } {
  if (token.length > maxTokenCharacters) return { reason: "malformed_token" };
  const parts = token.split(".", 4);
  if (parts.length !== 3 || !parts.every(isCanonicalBase64url)) return { reason: "malformed_token" };
  const header = readJsonObject(Buffer.from(parts[0] ?? "", "base64url"));
  if (header === null) return { reason: "malformed_token" };
  if (header.alg !== "RS256") return { reason: "algorithm" };
  if (refusedMembers.some((member) => Object.hasOwn(header, member))) return { reason: "header" };
  const { typ, kid } = header;
  if (typ !== undefined && !(typeof typ === "string" && types.has(typ.toLowerCase()))) return { reason: "header" };
  if (typeof kid !== "string" || !keyIdPattern.test(kid)) return { reason: "unknown_key" };
  return { keyId: kid };
}
