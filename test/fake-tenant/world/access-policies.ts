import { guidFrom } from "./guid.ts";

export interface NewAccessPolicy {
  tenantId: string;
  /** Without it, every user of the tenant. */
  userId?: string;
  /** The refusal: 50076, 50078, 50079, 50158, 53000 to 53003. */
  aadsts: number;
}

export interface AccessPolicy extends NewAccessPolicy {
  id: string;
}

export interface AccessPolicies {
  add(policy: NewAccessPolicy): AccessPolicy;
  clear(): void;
  /** The first policy for this user whose id is not among those that the sign-in satisfied. */
  unmet(user: { id: string; tenantId: string }, satisfied: unknown): AccessPolicy | undefined;
}

/** Conditional Access policies that a non-interactive exchange cannot satisfy by itself. */
export function createAccessPolicies(): AccessPolicies {
  let policies: AccessPolicy[] = [];
  let count = 0;
  return {
    add(policy) {
      count += 1;
      const made = { ...policy, id: guidFrom(`access-policy:${count}`) };
      policies.push(made);
      return made;
    },
    clear() {
      policies = [];
    },
    unmet(user, satisfied) {
      const met: unknown[] = Array.isArray(satisfied) ? satisfied : [];
      return policies.find(
        ({ id, tenantId, userId }) =>
          tenantId === user.tenantId && (userId ?? user.id) === user.id && !met.includes(id),
      );
    },
  };
}

/** The claims challenge of a policy, as raw JSON. */
export function challengeFor(policy: AccessPolicy): string {
  return JSON.stringify({ access_token: { capolids: { essential: true, values: [policy.id] } } });
}
