import { ToolError } from "#common/errors.ts";
import { isTenantEnabled, type TenantPolicies } from "#gateway/tenants/tenant-policy.ts";
import { policyWords } from "./policy-refusal.ts";

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
