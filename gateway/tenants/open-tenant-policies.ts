import type { Logger } from "#common/logger.ts";
import type { GatewaySettings } from "#gateway/config.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { followTenantsFile, lookEveryMs } from "./follow-tenants-file.ts";
import { policiesFromSettings, type TenantPolicies } from "./tenant-policy.ts";

/**
 * Who may use this gateway: as the tenants file says, as long as the gateway runs, or as the settings say without one.
 * @throws `StartProblem` for a broken file
 */
export async function openTenantPolicies(options: {
  settings: GatewaySettings;
  toolNames: readonly string[];
  metrics: GatewayMetrics;
  logger: Logger;
}): Promise<{ policies: TenantPolicies; stop(): void }> {
  const { settings, toolNames, metrics, logger } = options;
  const { TENANTS_FILE: path, ALLOWED_TENANTS, ALLOWED_CLIENTS, ALLOW_GUESTS, ALLOW_AGENTS } = settings;
  const limits = { perUser: settings.MAX_CALLS_PER_USER, perTenant: settings.MAX_CALLS_PER_TENANT };
  if (path !== undefined) {
    const { policies, look } = await followTenantsFile({
      path,
      toolNames,
      limits,
      shimClientId: settings.OAUTH_SHIM === "on" ? settings.OAUTH_SHIM_CLIENT_ID : undefined,
      metrics,
      logger,
    });
    const timer = setInterval(look, lookEveryMs);
    return { policies, stop: () => clearInterval(timer) };
  }
  const policies = policiesFromSettings({
    allowedTenants: ALLOWED_TENANTS,
    allowedClients: ALLOWED_CLIENTS,
    allowsGuests: ALLOW_GUESTS === "on",
    allowsAgents: ALLOW_AGENTS === "on",
    limits,
  });
  return { policies, stop: () => undefined };
}
