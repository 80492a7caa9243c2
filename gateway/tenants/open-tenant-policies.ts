import type { Logger } from "#common/logger.ts";
import type { GatewaySettings } from "#gateway/config.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { followTenantsFile, pollEveryMs } from "./follow-tenants-file.ts";
import { policiesFromSettings, type TenantPolicies } from "./tenant-policy.ts";

/**
 * The tenant policies of this gateway, from the tenants file (and its later changes) or, without one, from the
 * settings.
 * @throws `StartProblem` for an invalid file
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
    const { policies, poll } = await followTenantsFile({
      path,
      toolNames,
      limits,
      signInClientId: settings.SIGN_IN_CLIENT_ID,
      metrics,
      logger,
    });
    const timer = setInterval(poll, pollEveryMs);
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
