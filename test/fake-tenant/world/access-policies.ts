import { guidFrom } from "./guid.ts";

export interface NewAccessPolicy {
  tenantId: string;
  /** Without it, every user of the tenant. */
  userId?: string;
  /** An authentication context such as `c1`, which the challenge then asks for by `acrs`. */
  authenticationContext?: string;
  /** The refusal: 50076, 50078, 50079, 50158, 53000 to 53003. */
  aadsts: number;
}

export interface AccessPolicy extends NewAccessPolicy {
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
