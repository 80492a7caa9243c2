import type { Person } from "#common/call.ts";
import { identityOf, isReadable } from "./token-claims.ts";

/** Entra's answer to an exchange was for somebody else, or did not say for whom. */
export class WrongIdentity extends Error {
  constructor() {
    super("an exchanged token is not the caller's");
    this.name = "WrongIdentity";
  }
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
    const found = identityOf(token);
    return found?.tid === caller.tenantId && found.oid === caller.userId;
  };
  const isOther = isReadable(accessToken) && !isCallers(accessToken);
  if (!isCallers(idToken) || isOther || accessToken === "") throw new WrongIdentity();
}
