import { ToolError } from "#common/errors.ts";
import { isTenantEnabled, type TenantPolicies } from "#gateway/tenants/tenant-policy.ts";
import type { AuthRefusal } from "./auth-refusal.ts";
import type { AcceptedToken } from "./token-validator.ts";

/** The reasons why the policy of a tenant refuses somebody whose token is valid. */
export type PolicyRefusalReason =
  | "tenant_not_allowed"
  | "tenant_suspended"
  | "guest_not_allowed"
  | "agent_not_allowed"
  | "client_not_allowed"
  | "assistant_not_allowed"
  | "admin_not_allowed"
  | "admin_unknown";

export type PolicyRefusal = AuthRefusal & { reason: PolicyRefusalReason };

/** What the person is told, and who can help: no sign-in can. IDs are the person's own, from a verified token. */
export function policyWords({
  reason,
  subjectId = "unknown",
  words,
}: Pick<PolicyRefusal, "reason" | "subjectId" | "words">): string {
  const organisation = `Your organisation (tenant ${subjectId})`;
  switch (reason) {
    case "tenant_not_allowed":
      return `${organisation} is not enabled for this connector: ask its operator to enable it.`;
    case "tenant_suspended":
      return (
        `${organisation} is suspended on this connector: ${words ?? "no reason is given."} ` +
        "The operator of the connector can enable it again."
      );
    case "client_not_allowed":
      return (
        `This app (${subjectId}) is not allowed to use this connector: ` +
        "ask the operator of the connector to allow it."
      );
    case "assistant_not_allowed":
      return (
        `${organisation} does not allow this app on this connector: use one that it allows, or ask the operator of ` +
        "the connector to allow it."
      );
    case "admin_not_allowed":
      return (
        `${organisation} lets nobody with an admin role use this connector: sign in with your account without such a ` +
        "role, or ask the operator of the connector."
      );
    case "admin_unknown":
      return (
        `${organisation} lets nobody with an admin role use this connector, and your sign-in doesn't say whether you ` +
        "have one: an Entra administrator has to set groupMembershipClaims of the Server app to DirectoryRole."
      );
    case "guest_not_allowed":
      return (
        `Guests of this organisation (tenant ${subjectId}) can't use this connector: sign in with an account of ` +
        "your own organisation, or ask the operator of the connector to allow guests."
      );
    case "agent_not_allowed":
      return (
        "Agent identities are not allowed for your organisation: sign in with another client, or ask the operator " +
        "of the connector to allow them."
      );
  }
}

/**
 * Checks the caller against the policy of their tenant. Called for every request, even if the token was validated a
 * moment ago, so that a suspension applies from the next request.
 */
export function policyRefusal(
  { caller, isGuest, isAgent, isAdmin }: AcceptedToken,
  policies: TenantPolicies,
): PolicyRefusal | undefined {
  const { tenantId, clientId } = caller;
  const policy = policies.policyOf(tenantId);
  if (policy === undefined) return { reason: "tenant_not_allowed", subjectId: tenantId, caller };
  const { suspended, clients, allowsGuests, allowsAgents, allowsAdmins } = policy;
  if (suspended !== undefined) return { reason: "tenant_suspended", subjectId: tenantId, words: suspended, caller };
  if (isGuest && !allowsGuests) return { reason: "guest_not_allowed", subjectId: tenantId, caller };
  if (isAgent && !allowsAgents) return { reason: "agent_not_allowed", caller };
  if (!allowsAdmins && isAdmin !== false) {
    return { reason: isAdmin ? "admin_not_allowed" : "admin_unknown", subjectId: tenantId, caller };
  }
  if (clients?.has(clientId) === false) return { reason: "client_not_allowed", subjectId: clientId, caller };
  return undefined;
}

/**
 * Why no call of the tenant may run now, for a call whose request was let in when it still might; undefined if it may.
 * `permission_missing`, because somebody has to enable the tenant first, and the message says who.
 */
export function tenantRefusal(tenantId: string, policies: Pick<TenantPolicies, "policyOf">): ToolError | undefined {
  if (isTenantEnabled(policies, tenantId)) return undefined;
  const policy = policies.policyOf(tenantId);
  const reason = policy === undefined ? "tenant_not_allowed" : "tenant_suspended";
  const words = policy?.suspended;
  const said = policyWords({ reason, subjectId: tenantId, ...(words !== undefined && { words }) });
  return new ToolError("permission_missing", said);
}
