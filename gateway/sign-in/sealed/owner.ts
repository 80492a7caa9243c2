import type { Caller } from "#common/caller.ts";
import { personKey } from "#common/person.ts";
import { hashOf } from "#gateway/sign-in/clients/find-client.ts";

/** Whose a refresh token is: enough to tell people and tenants apart, without naming them. */
export interface Owner {
  personHash: Buffer;
  tenantHash: Buffer;
}

/** The same for all sign-ins of a person in a tenant, at every gateway. */
export const ownerOf = (caller: Caller): Owner => ({
  personHash: hashOf(personKey(caller)),
  tenantHash: hashOf(caller.tenantId),
});
