/** How Microsoft's own opaque tokens begin; no JWT does. */
const mark = "EwB";

/**
 * A token that its client can't read: "your application can't assume that it can read access tokens for Microsoft
 * Graph" (https://learn.microsoft.com/entra/identity-platform/access-tokens). Here it is only in another alphabet.
 */
export const opaqueToken = (jwt: string): string => mark + Buffer.from(jwt).toString("base64url");

/** The JWT in an opaque token, for the resource that it is meant for; any other token as it is. */
export function readableToken(token: string): string {
  return token.startsWith(mark) ? Buffer.from(token.slice(mark.length), "base64url").toString() : token;
}
