import { z } from "zod";
import type { Person } from "#common/call.ts";
import { parseJson } from "#common/text.ts";

/** Whose it is, unverified: only to compare, and only for a token that Entra sent over TLS. */
const identity = z.object({ tid: z.string(), oid: z.string() });
const issue = z.object({ iat: z.number() });
const expiry = z.object({ exp: z.number() });
const signIn = z.object({ preferred_username: z.string() });

/** The payload of a JWT, unverified. */
function readPayload<T>(token: string, schema: z.ZodType<T>): T | undefined {
  const [, payload, signature] = token.split(".");
  if (payload === undefined || signature === undefined) return undefined;
  return schema.safeParse(parseJson(Buffer.from(payload, "base64url").toString("utf8"))).data;
}

/** Unix milliseconds at which a caller's token was issued; the gateway has checked it. 0 when it can't be read. */
export const issuedAtMs = (token: string): number => (readPayload(token, issue)?.iat ?? 0) * 1000;

/** Unix milliseconds at which a token of our own platform expires, unverified; 0 when it can't be read. */
export const expiryMs = (token: string): number => (readPayload(token, expiry)?.exp ?? 0) * 1000;

/** The name with which a caller signed in, most often their mail address: a hint, never an identity. */
export const signInNameOf = (token: string): string | undefined => readPayload(token, signIn)?.preferred_username;

/** Entra's answer to an exchange was for somebody else, or did not say for whom. */
export class WrongIdentity extends Error {
  override name = "WrongIdentity";
  override message = "an exchanged token is not the caller's";
}

/**
 * Verifies that an exchange returned tokens of this caller. The id token must have the caller's tenant and object id.
 * Graph's access token is for Graph to read and may be opaque
 * (https://learn.microsoft.com/entra/identity-platform/access-tokens): where it can be read, it must have them too.
 * Throws `WrongIdentity` otherwise, also when the id token is absent or can't be read.
 */
export function assertSameIdentity(
  caller: Person,
  { idToken, accessToken }: { idToken: string; accessToken: string },
): void {
  const isCallers = (token: string) => {
    const found = readPayload(token, identity);
    return found?.tid === caller.tenantId && found.oid === caller.userId;
  };
  const isOther = readPayload(accessToken, z.unknown()) !== undefined && !isCallers(accessToken);
  if (!isCallers(idToken) || isOther || accessToken === "") throw new WrongIdentity();
}
