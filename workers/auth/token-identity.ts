import { z } from "zod";
import type { Caller } from "#common/caller.ts";

const identity = z.object({ tid: z.string(), oid: z.string() });

/** The identity in a JWT's payload, unverified: it came from Entra over TLS and is only compared. */
function identityOf(token: string): z.infer<typeof identity> | undefined {
  const [, payload, signature] = token.split(".");
  if (payload === undefined || signature === undefined) return undefined;
  try {
    return identity.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8"))).data;
  } catch {
    return undefined;
  }
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
