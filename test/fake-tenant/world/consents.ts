export interface Consents {
  /** Whether people of a tenant may consent for themselves: off by default, as in tenants that are locked down. */
  allowUsers(tenantId: string, allowed: boolean): void;
  areUsersAllowed(tenantId: string): boolean;
  /** The admins of all tenants, also of later ones, have consented to this client. */
  trust(clientId: string): void;
  /** Consent to a client: an admin's for everybody of a tenant, or one person's own. */
  set(tenantId: string, clientId: string, isGranted: boolean, userId?: string): void;
  has(tenantId: string, clientId: string, userId: string): boolean;
}

/** Consent to the client applications, apart from what the Server app may do in Graph. */
export function createConsents(): Consents {
  const tenantsWithUsers = new Set<string>();
  const trusted = new Set<string>();
  const ofAdmins = new Map<string, boolean>();
  const ofUsers = new Set<string>();
  const keyOf = (...parts: string[]) => parts.join(" ");
  const put = (set: Set<string>, key: string, isIn: boolean) => (isIn ? set.add(key) : set.delete(key));
  return {
    allowUsers(tenantId, allowed) {
      put(tenantsWithUsers, tenantId, allowed);
    },
    areUsersAllowed: (tenantId) => tenantsWithUsers.has(tenantId),
    trust(clientId) {
      trusted.add(clientId);
    },
    set(tenantId, clientId, isGranted, userId) {
      if (userId === undefined) ofAdmins.set(keyOf(tenantId, clientId), isGranted);
      else put(ofUsers, keyOf(tenantId, clientId, userId), isGranted);
    },
    has: (tenantId, clientId, userId) =>
      (ofAdmins.get(keyOf(tenantId, clientId)) ?? trusted.has(clientId)) ||
      ofUsers.has(keyOf(tenantId, clientId, userId)),
  };
}
