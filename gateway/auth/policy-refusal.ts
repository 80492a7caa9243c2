import { ToolError } from "#common/errors.ts";
import { filled } from "#common/text.ts";
import { isTenantEnabled, type TenantPolicies } from "#gateway/tenants/tenant-policy.ts";
import type { AuthRefusal } from "./auth-refusal.ts";
import type { AcceptedToken } from "./token-validator.ts";

/** What the person is told for each reason why the policy of their tenant refuses them, and who can help. */
const texts = {
  tenant_not_allowed: "{organisation} is not enabled for this connector: ask its operator to enable it.",
  tenant_suspended:
    "{organisation} is suspended on this connector: {words} The operator of the connector can enable it again.",
  client_not_allowed:
    "This app ({id}) is not allowed to use this connector: ask the operator of the connector to allow it.",
  assistant_not_allowed:
    "{organisation} does not allow this app on this connector: use one that it allows, or ask the operator of the " +
    "connector to allow it.",
  admin_not_allowed:
    "{organisation} lets nobody with an admin role use this connector: sign in with your account without such a " +
    "role, or ask the operator of the connector.",
  admin_unknown:
    "{organisation} lets nobody with an admin role use this connector, and your sign-in doesn't say whether you have " +
    "one: an Entra administrator has to set groupMembershipClaims of the Server app to DirectoryRole.",
  guest_not_allowed:
    "Guests of this organisation (tenant {id}) can't use this connector: sign in with an account of your own " +
    "organisation, or ask the operator of the connector to allow guests.",
  agent_not_allowed:
    "Agent identities are not allowed for your organisation: sign in with another client, or ask the operator of the " +
    "connector to allow them.",
};

/** The reasons why the policy of a tenant refuses somebody whose token is valid. */
export type PolicyRefusalReason = keyof typeof texts;

export type PolicyRefusal = AuthRefusal & { reason: PolicyRefusalReason };

export const isPolicyReason = (reason: AuthRefusal["reason"]): reason is PolicyRefusalReason =>
  Object.hasOwn(texts, reason);

/** What the person is told: no sign-in can help. IDs are the person's own, from a verified token. */
export function policyWords({
  reason,
  subjectId: id = "unknown",
  words = "no reason is given.",
}: Pick<PolicyRefusal, "reason" | "subjectId" | "words">): string {
  return filled(texts[reason], { organisation: `Your organisation (tenant ${id})`, id, words });
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
