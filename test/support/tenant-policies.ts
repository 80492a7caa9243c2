import { policiesFromSettings, type TenantPolicies } from "#gateway/tenants/tenant-policy.ts";

/** The policies of a gateway that nobody has set up, but for what the test says. */
export function tenantPolicies(changes: Partial<Parameters<typeof policiesFromSettings>[0]> = {}): TenantPolicies {
  const limits = { perUser: 32, perTenant: 500 };
  const lists = { allowedTenants: [], allowedClients: [], allowedAssistants: [] };
  const unset = { ...lists, allowsGuests: false, allowsAgents: false, limits };
  return policiesFromSettings({ ...unset, ...changes });
}
