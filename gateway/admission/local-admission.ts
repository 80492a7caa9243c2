import type { Caller } from "#common/caller.ts";
import { personKey } from "#common/person.ts";
import { createTally } from "#common/tally.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import type { TenantLimits } from "#gateway/tenants/tenant-policy.ts";
import { admissionLimits } from "./admission-limits.ts";
import { admissionRefusal } from "./admission-refusal.ts";

export interface LocalAdmission {
  /** Admits a call; the returned function must be called when it ends. Throws `rate_limited` at a limit. */
  admit(caller: Caller): () => void;
}

/**
 * Counts the calls in flight in this process.
 * @param limitsOf asked at each call, since a tenant's limits may change at any time
 */
export function createLocalAdmission(options: {
  limitsOf: (tenantId: string) => TenantLimits;
  metrics: GatewayMetrics;
  /** For tests; `admissionLimits.perGateway` otherwise. */
  perGateway?: number;
}): LocalAdmission {
  const { limitsOf, metrics, perGateway = admissionLimits.perGateway } = options;
  const inFlight = createTally();

  return {
    admit(caller) {
      const { tenantId } = caller;
      const { perUser, perTenant } = limitsOf(tenantId);
      const counted = [
        { reason: "user", key: personKey(caller), limit: perUser },
        { reason: "tenant", key: tenantId, limit: perTenant },
        { reason: "total", key: "", limit: perGateway },
      ] as const;
      const full = counted.find(({ key, limit }) => inFlight.of(key) >= limit);
      if (full !== undefined) throw admissionRefusal({ reason: full.reason, metrics });
      for (const { key } of counted) inFlight.add(key, 1);
      return () => {
        for (const { key } of counted) inFlight.add(key, -1);
      };
    },
  };
}
