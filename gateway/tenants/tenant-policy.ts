import { personalTenantId } from "./personal-tenant.ts";
import type { TenantsFile } from "./tenants-file-schema.ts";

/** How many calls may be in flight at once, at all gateways together. */
export interface TenantLimits {
  perUser: number;
  perTenant: number;
}

/** What one organisation may do here. */
export interface TenantPolicy {
  /** What its people are told while nobody of it gets in; undefined = it is enabled. */
  suspended: string | undefined;
  /** Client app ids; undefined = every client that has the scope. */
  clients: ReadonlySet<string> | undefined;
  /** Wire names; undefined = all tools. */
  tools: ReadonlySet<string> | undefined;
  /** Whether people of another tenant who were invited into this one may call. */
  allowsGuests: boolean;
  /** Whether AI agents that act for a person may call. */
  allowsAgents: boolean;
  limits: TenantLimits;
}

/** The organisations that may use this connector, as it is now: ask at each use, for it changes with the file. */
export interface TenantPolicies {
  /** Undefined = this tenant may not use the connector. */
  policyOf(tenantId: string): TenantPolicy | undefined;
  /** Also for a tenant that was taken out while a call of it was on its way. */
  limitsOf(tenantId: string): TenantLimits;
  /** The tenant, where exactly one is enabled. */
  onlyTenant(): string | undefined;
}

export function isToolEnabled(policies: TenantPolicies, tenantId: string, toolName: string): boolean {
  const policy = policies.policyOf(tenantId);
  return policy !== undefined && (policy.tools?.has(toolName) ?? true);
}

/** The policies without a tenants file: one for all work tenants, or for those that are listed. */
export function policiesFromSettings(settings: {
  allowedTenants: readonly string[];
  allowedClients: readonly string[];
  allowsGuests: boolean;
  allowsAgents: boolean;
  limits: TenantLimits;
}): TenantPolicies {
  const { allowedTenants, allowedClients, allowsGuests, allowsAgents, limits } = settings;
  const tenants = new Set(allowedTenants);
  const [only] = tenants;
  const policy: TenantPolicy = {
    suspended: undefined,
    clients: allowedClients.length === 0 ? undefined : new Set(allowedClients),
    tools: undefined,
    allowsGuests,
    allowsAgents,
    limits,
  };
  const isListed = (tenantId: string) => tenants.size === 0 || tenants.has(tenantId);
  return {
    policyOf: (tenantId) => (isListed(tenantId) && tenantId !== personalTenantId ? policy : undefined),
    limitsOf: () => limits,
    onlyTenant: () => (tenants.size === 1 ? only : undefined),
  };
}

const asSet = (names: readonly string[] | undefined) => (names === undefined ? undefined : new Set(names));

/**
 * The policies that a tenants file says. What a tenant leaves out is as in `defaults`, each rule on its own.
 * @param ordinary the limits where the file says none
 */
export function policiesFromFile(
  { defaults = {}, tenants }: TenantsFile,
  ordinary: TenantLimits,
): TenantPolicies & { all: readonly TenantPolicy[] } {
  const policies = new Map<string, TenantPolicy>();
  for (const { id, suspended, ...own } of tenants) {
    const limits = { ...defaults.limits, ...own.limits };
    policies.set(id, {
      suspended,
      clients: asSet(own.clients ?? defaults.clients),
      tools: asSet(own.tools ?? defaults.tools),
      allowsGuests: own.guests ?? defaults.guests ?? false,
      allowsAgents: own.agents ?? defaults.agents ?? false,
      limits: {
        perUser: limits.callsPerUser ?? ordinary.perUser,
        perTenant: limits.callsPerTenant ?? ordinary.perTenant,
      },
    });
  }
  const enabled = tenants.filter(({ suspended }) => suspended === undefined);
  return {
    policyOf: (tenantId) => policies.get(tenantId),
    limitsOf: (tenantId) => policies.get(tenantId)?.limits ?? ordinary,
    onlyTenant: () => (enabled.length === 1 ? enabled[0]?.id : undefined),
    all: [...policies.values()],
  };
}
