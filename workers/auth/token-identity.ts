import { z } from "zod";
import type { Caller } from "#common/caller.ts";

const identity = z.object({ tid: z.string(), oid: z.string() });

const issue = z.object({ iat: z.number() });

/** What a JWT's payload says, unverified. */
function readPayload<T>(token: string, schema: z.ZodType<T>): T | undefined {
  const [, payload, signature] = token.split(".");
  if (payload === undefined || signature === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8"))).data;
  } catch {
    return undefined;
  }
}

/** The identity in a token that came from Entra over TLS; it is only compared. */
const identityOf = (token: string) => readPayload(token, identity);

/** When a caller's token was issued, Unix milliseconds; the gateway has checked it. 0 when it can't be read. */
export function issuedAtMs(userAssertion: string): number {
  return (readPayload(userAssertion, issue)?.iat ?? 0) * 1000;
}

/** Entra's answer to an exchange was for somebody else, or did not say for whom. */
export class WrongIdentity extends Error {
  constructor() {
    super("an exchanged token is not the caller's");
    this.name = "WrongIdentity";
  }
}

/**
 * Makes sure that an exchange gave tokens of this caller: both the id token and the access token must name the
 * caller's tenant and object id. Fails closed where either is absent or unreadable. Throws `WrongIdentity`.
 */
export function assertSameIdentity(
  caller: Pick<Caller, "tenantId" | "userId">,
  tokens: { idToken: string; accessToken: string },
): void {
  for (const token of [tokens.idToken, tokens.accessToken]) {
    const found = identityOf(token);
    if (found?.tid !== caller.tenantId || found.oid !== caller.userId) throw new WrongIdentity();
  }
}
