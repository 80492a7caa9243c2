/** Consent to the client applications, apart from what the Server app may do in Graph. */
export function createConsents() {
  const tenantsWithUsers = new Set<string>();
  const trusted = new Set<string>();
  const ofAdmins = new Map<string, boolean>();
  const ofUsers = new Set<string>();
  const keyOf = (...parts: string[]) => parts.join(" ");
  const put = (set: Set<string>, key: string, isIn: boolean) => (isIn ? set.add(key) : set.delete(key));
  return {
    /** Whether people of a tenant may consent for themselves: off by default, as in tenants that are locked down. */
    allowUsers(tenantId: string, allowed: boolean) {
      put(tenantsWithUsers, tenantId, allowed);
    },
    areUsersAllowed: (tenantId: string) => tenantsWithUsers.has(tenantId),
    /** The admins of all tenants, also of later ones, have consented to this client. */
    trust(clientId: string) {
      trusted.add(clientId);
    },
    /** Consent to a client: an admin's for everybody of a tenant, or one person's own. */
    set(tenantId: string, clientId: string, isGranted: boolean, userId?: string) {
      if (userId === undefined) ofAdmins.set(keyOf(tenantId, clientId), isGranted);
      else put(ofUsers, keyOf(tenantId, clientId, userId), isGranted);
    },
    has: (tenantId: string, clientId: string, userId: string) =>
      (ofAdmins.get(keyOf(tenantId, clientId)) ?? trusted.has(clientId)) ||
      ofUsers.has(keyOf(tenantId, clientId, userId)),
  };
}
