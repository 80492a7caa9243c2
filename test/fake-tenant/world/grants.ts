/** The Graph permissions granted to the Server app: AllPrincipals and Principal grants, which are separate in Entra. */
export function createGrantStore() {
  const forEveryone = new Map<string, readonly string[]>();
  const forUser = new Map<string, readonly string[]>();
  const userKey = (tenantId: string, userId: string) => `${tenantId} ${userId}`;
  return {
    /** Replaces what was granted: for every user of the tenant, or for one user alone. */
    set(tenantId: string, scopes: readonly string[], userId?: string) {
      if (userId === undefined) forEveryone.set(tenantId, [...scopes]);
      else forUser.set(userKey(tenantId, userId), [...scopes]);
    },
    /** What a token for this user may hold: the admin's grant and the user's own together. */
    effective: (tenantId: string, userId: string) => [
      ...new Set([...(forEveryone.get(tenantId) ?? []), ...(forUser.get(userKey(tenantId, userId)) ?? [])]),
    ],
  };
}
