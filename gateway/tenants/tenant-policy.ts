import type { Caller } from "#common/call.ts";
import type { Profile } from "#gateway/sign-in/redirects.ts";
import { personalTenantId, type TenantsFile } from "./tenants-file-schema.ts";

/** Maximum number of calls in flight, across all gateways. */
export interface TenantLimits {
  perUser: number;
  perTenant: number;
}

/** What the users of one tenant may do. */
export interface TenantPolicy {
  /** Message to the users of a suspended tenant. Undefined: the tenant is enabled. */
  suspended: string | undefined;
  /** Client IDs. Undefined: every client that has the scope. */
  clients: ReadonlySet<string> | undefined;
  /** Who may be given codes and tokens by the sign-in. Undefined: everybody to whom it gives any. */
  assistants: ReadonlySet<Profile> | undefined;
  /** Wire names. Undefined: all tools. */
  tools: ReadonlySet<string> | undefined;
  /** Wire names by app roles. Undefined: a person's roles don't matter. */
  roles: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** The sensitivity labels whose items are refused. Undefined: none. */
  deniedLabels?: readonly string[] | undefined;
  /** How many searches by meaning Microsoft 365 is asked for in a day. 0: none. */
  retrievalsPerDay: number;
  /** Whether guests may call: users of another tenant who were invited into this one. */
  allowsGuests: boolean;
  /** Whether AI agents that act on behalf of a user may call. */
  allowsAgents: boolean;
  /** Whether people with an admin role in Entra may call. */
  allowsAdmins: boolean;
  limits: TenantLimits;
}

/** The current tenant policies. Query them at each use, because they change with the file. */
export interface TenantPolicies {
  /** Undefined: this tenant may not use the connector. */
  policyOf(tenantId: string): TenantPolicy | undefined;
  /** Limits, also of a tenant that was removed while one of its calls was in progress. */
  limitsOf(tenantId: string): TenantLimits;
  /** The tenant ID, if exactly one tenant is enabled. */
  onlyTenant(): string | undefined;
  /** Whether some tenant may have people who sign in with this assistant. */
  anyAllows(assistant: Profile): boolean;
}

export function isTenantEnabled({ policyOf }: Pick<TenantPolicies, "policyOf">, tenantId: string): boolean {
  const policy = policyOf(tenantId);
  return policy !== undefined && policy.suspended === undefined;
}

/** Whether people may sign in with this assistant. Before their tenant is known: whether those of any tenant may. */
export function isAssistantAllowed(
  policies: TenantPolicies,
  tenantId: string | undefined,
  assistant: Profile,
): boolean {
  if (tenantId === undefined) return policies.anyAllows(assistant);
  // A tenant that may not use the connector is refused for that.
  return policies.policyOf(tenantId)?.assistants?.has(assistant) ?? true;
}

/** The rule of the tenants file by which somebody does not have a tool; undefined: they have it. */
export function ruleAgainstTool(
  policies: TenantPolicies,
  { tenantId, roles = [] }: Pick<Caller, "tenantId" | "roles">,
  toolName: string,
): "tools" | "roles" | undefined {
  const policy = policies.policyOf(tenantId);
  if (policy === undefined || policy.tools?.has(toolName) === false) return "tools";
  if (policy.roles === undefined) return undefined;
  return roles.some((role) => policy.roles?.get(role)?.has(toolName)) ? undefined : "roles";
}

export const isToolEnabled = (...asked: Parameters<typeof ruleAgainstTool>): boolean =>
  ruleAgainstTool(...asked) === undefined;

/** The policies without a tenants file: the same for all work tenants, or for the listed ones. */
export function policiesFromSettings(settings: {
  allowedTenants: readonly string[];
  allowedClients: readonly string[];
  /** Empty: all. */
  allowedAssistants: readonly Profile[];
  allowsGuests: boolean;
  allowsAgents: boolean;
  limits: TenantLimits;
}): TenantPolicies {
  const { allowedTenants, allowedClients, allowedAssistants, allowsGuests, allowsAgents, limits } = settings;
  const tenants = new Set(allowedTenants);
  const [only] = tenants;
  const policy: TenantPolicy = {
    suspended: undefined,
    clients: allowedClients.length === 0 ? undefined : new Set(allowedClients),
    assistants: allowedAssistants.length === 0 ? undefined : new Set(allowedAssistants),
    tools: undefined,
    roles: undefined,
    retrievalsPerDay: 0,
    allowsGuests,
    allowsAgents,
    allowsAdmins: true,
    limits,
  };
  const isListed = (tenantId: string) => tenants.size === 0 || tenants.has(tenantId);
  return {
    policyOf: (tenantId) => (isListed(tenantId) && tenantId !== personalTenantId ? policy : undefined),
    limitsOf: () => limits,
    onlyTenant: () => (tenants.size === 1 ? only : undefined),
    anyAllows: (assistant) => policy.assistants?.has(assistant) ?? true,
  };
}

const asSet = <T>(names: readonly T[] | undefined) => (names === undefined ? undefined : new Set(names));

/**
 * The policies of a tenants file. Each rule that a tenant omits is taken from `defaults`.
 * @param fallback the limits that the file doesn't set
 */
export function policiesFromFile(
  { defaults = {}, tenants }: TenantsFile,
  fallback: TenantLimits,
): TenantPolicies & { all: readonly TenantPolicy[]; suspended: ReadonlySet<string>; enabled: ReadonlySet<string> } {
  const policies = new Map<string, TenantPolicy>();
  for (const { id, suspended, ...own } of tenants) {
    const limits = { ...defaults.limits, ...own.limits };
    const roles = own.roles ?? defaults.roles;
    policies.set(id, {
      suspended,
      clients: asSet(own.clients ?? defaults.clients),
      assistants: asSet(own.assistants ?? defaults.assistants),
      tools: asSet(own.tools ?? defaults.tools),
      roles: roles && new Map(Object.entries(roles).map(([role, tools]) => [role, new Set<string>(tools)])),
      deniedLabels: own.deniedLabels ?? defaults.deniedLabels,
      retrievalsPerDay: (own.retrieval ?? defaults.retrieval)?.searchesPerDay ?? 0,
      allowsGuests: own.guests ?? defaults.guests ?? false,
      allowsAgents: own.agents ?? defaults.agents ?? false,
      allowsAdmins: own.admins ?? defaults.admins ?? true,
      limits: {
        perUser: limits.callsPerUser ?? fallback.perUser,
        perTenant: limits.callsPerTenant ?? fallback.perTenant,
      },
    });
  }
  const idsWhere = (isSuspended: boolean) =>
    new Set(tenants.filter(({ suspended }) => (suspended !== undefined) === isSuspended).map(({ id }) => id));
  const [enabled, suspended] = [idsWhere(false), idsWhere(true)];
  const [first] = enabled;
  return {
    policyOf: (tenantId) => policies.get(tenantId),
    limitsOf: (tenantId) => policies.get(tenantId)?.limits ?? fallback,
    onlyTenant: () => (enabled.size === 1 ? first : undefined),
    anyAllows: (assistant) => [...policies.values()].some(({ assistants }) => assistants?.has(assistant) ?? true),
    all: [...policies.values()],
    suspended,
    enabled,
  };
}
