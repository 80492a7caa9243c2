import type { Caller } from "#common/caller.ts";
import { identityOf } from "./token-claims.ts";

/** Entra's answer to an exchange was for somebody else, or did not say for whom. */
export class WrongIdentity extends Error {
  constructor() {
    super("an exchanged token is not the caller's");
    this.name = "WrongIdentity";
  }
}

/**
 * Verifies that an exchange returned tokens of this caller: both the id token and the access token must have the
 * caller's tenant and object id. Throws `WrongIdentity` otherwise, also when either is absent or unreadable.
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
