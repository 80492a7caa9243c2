import { guidFrom } from "./guid.ts";

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

export interface NewAccessPolicy {
  tenantId: string;
  /** Without it, every user of the tenant. */
  userId?: string;
  /** An authentication context such as `c1`, which the challenge then asks for by `acrs`. */
  authenticationContext?: string;
  /** The refusal: 50076, 50078, 50079, 50158, 53000 to 53003. */
  aadsts: number;
}

interface AccessPolicy extends NewAccessPolicy {
  id: string;
}

/** Conditional Access policies that a non-interactive exchange cannot satisfy by itself. */
export function createAccessPolicies() {
  let policies: AccessPolicy[] = [];
  let count = 0;
  const locations = new Map<string, readonly string[]>();
  return {
    add(policy: NewAccessPolicy): AccessPolicy {
      count += 1;
      const made = { ...policy, id: guidFrom(`access-policy:${count}`) };
      policies.push(made);
      return made;
    },
    /** Lets a tenant's tokens out to these addresses only, wherever the person is; null lifts that. */
    allowOnlyFrom(tenantId: string, addresses: readonly string[] | null) {
      if (addresses === null) locations.delete(tenantId);
      else locations.set(tenantId, addresses);
    },
    isAllowedFrom: (tenantId: string, address: string) => locations.get(tenantId)?.includes(address) ?? true,
    clear() {
      policies = [];
      locations.clear();
    },
    /**
     * The first policy for this user that the sign-in did not satisfy, by the policy's id or its authentication
     * context.
     */
    unmet(user: { id: string; tenantId: string }, { capolids, acrs }: { capolids?: unknown; acrs?: unknown }) {
      const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
      return policies.find(({ id, tenantId, userId, authenticationContext: context }) => {
        const isMet = context === undefined ? listed(capolids).includes(id) : listed(acrs).includes(context);
        return tenantId === user.tenantId && (userId ?? user.id) === user.id && !isMet;
      });
    },
  };
}

/** The claims challenge of a policy, as raw JSON. */
export function challengeFor({ id, authenticationContext: context }: AccessPolicy): string {
  const wanted =
    context === undefined
      ? { capolids: { essential: true, values: [id] } }
      : { acrs: { essential: true, value: context } };
  return JSON.stringify({ access_token: wanted });
}

export interface OboSwap {
  /** Whose token is handed out instead. */
  userId: string;
  /** How many exchanges; without it, all until replaced. */
  times?: number;
  /** Only each n-th exchange. */
  every?: number;
}

/** The wrong-user race that MSAL once had, on demand. */
export function createOboSwaps() {
  let current: OboSwap | null = null;
  let seen = 0;
  let used = 0;
  return {
    set(swap: OboSwap | null) {
      current = swap;
      seen = 0;
      used = 0;
    },
    /** Called once per exchange: the user whose token is given by mistake, or undefined. */
    take() {
      if (current === null) return undefined;
      seen += 1;
      if (seen % (current.every ?? 1) !== 0 || used >= (current.times ?? Number.POSITIVE_INFINITY)) return undefined;
      used += 1;
      return current.userId;
    },
  };
}
