import type { Logger } from "#common/logger.ts";
import type { GatewaySettings } from "#gateway/config.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { followTenantsFile, type LostTenant, pollEveryMs } from "./follow-tenants-file.ts";
import { startParser } from "./start-parser.ts";
import { policiesFromSettings, type TenantPolicies } from "./tenant-policy.ts";

export interface OpenTenantPolicies {
  policies: TenantPolicies;
  /** Tenants that are listed, but suspended, when the gateway starts. */
  suspendedAtStart: ReadonlySet<string>;
  /** Follows the changes of the file from now on. @param onLost called with the tenants that may not call any more */
  follow(onLost: (tenants: readonly LostTenant[]) => void): void;
  stop(): void;
}

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
}): Promise<OpenTenantPolicies> {
  const { settings, toolNames, metrics, logger } = options;
  const { TENANTS_FILE: path, ALLOWED_TENANTS, ALLOWED_CLIENTS, ALLOW_GUESTS, ALLOW_AGENTS } = settings;
  const limits = { perUser: settings.MAX_CALLS_PER_USER, perTenant: settings.MAX_CALLS_PER_TENANT };
  if (path !== undefined) {
    const parser = startParser();
    const { policies, suspendedAtStart, poll } = await followTenantsFile({
      path,
      toolNames,
      limits,
      signInClientId: settings.SIGN_IN_CLIENT_ID,
      metrics,
      logger,
      parseText: parser.parse,
    });
    let timer: NodeJS.Timeout | undefined;
    return {
      policies,
      suspendedAtStart,
      follow(onLost) {
        timer = setInterval(async () => {
          const lost = await poll();
          if (lost.length > 0) onLost(lost);
        }, pollEveryMs);
      },
      stop() {
        clearInterval(timer);
        void parser.stop();
      },
    };
  }
  const policies = policiesFromSettings({
    allowedTenants: ALLOWED_TENANTS,
    allowedClients: ALLOWED_CLIENTS,
    allowsGuests: ALLOW_GUESTS === "on",
    allowsAgents: ALLOW_AGENTS === "on",
    limits,
  });
  return { policies, suspendedAtStart: new Set(), follow: () => undefined, stop: () => undefined };
}
