import type { AuthRefusalReason } from "./auth-refusal.ts";
import { readJsonObject } from "./strict-json.ts";

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

/** Each token has exactly one encoding: no padding, no stray bits, no characters that a lenient decoder would skip. */
function isCanonicalBase64url(part: string): boolean {
  return part !== "" && Buffer.from(part, "base64url").toString("base64url") === part;
}

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
