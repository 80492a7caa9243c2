import type { TenantPolicies } from "#gateway/tenants/tenant-policy.ts";
import type { PolicyRefusal } from "./policy-words.ts";
import type { AcceptedToken } from "./token-validator.ts";

/**
 * Checks the caller against the policy of their tenant. Called for every request, even if the token was validated a
 * moment ago, so that a suspension applies from the next request.
 */
export function policyRefusal(
  { caller, isGuest, isAgent }: AcceptedToken,
  policies: TenantPolicies,
): PolicyRefusal | undefined {
  const { tenantId, clientId } = caller;
  const policy = policies.policyOf(tenantId);
  if (policy === undefined) return { reason: "tenant_not_allowed", subjectId: tenantId, caller };
  const { suspended, clients, allowsGuests, allowsAgents } = policy;
  if (suspended !== undefined) return { reason: "tenant_suspended", subjectId: tenantId, words: suspended, caller };
  if (isGuest && !allowsGuests) return { reason: "guest_not_allowed", subjectId: tenantId, caller };
  if (isAgent && !allowsAgents) return { reason: "agent_not_allowed", caller };
  if (clients?.has(clientId) === false) return { reason: "client_not_allowed", subjectId: clientId, caller };
  return undefined;
}
