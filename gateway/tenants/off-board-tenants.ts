import type { Logger } from "#common/logger.ts";
import { createOffBoarding, type OffBoarding } from "#common/off-boarding.ts";
import type { OffBoardingMessages } from "#common/queue/off-boarding-messages.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import type { Audit } from "#gateway/audit/audit.ts";
import { createAnnounceOffBoarding } from "#gateway/queue/announce-off-boarding.ts";
import type { OpenTenantPolicies } from "./open-tenant-policies.ts";
import { isTenantEnabled } from "./tenant-policy.ts";

/**
 * Follows the tenants file, and off-boards the tenants that are removed or suspended: ends their calls, forgets them,
 * tells the workers to do the same, and writes an audit line for each. What was suspended before the gateway started is
 * told to the workers too, since they may have missed it.
 */
export function offBoardTenants(
  options: OffBoarding & {
    tenants: OpenTenantPolicies;
    redis: Pick<RedisConnection, "spublish">;
    messages: Pick<OffBoardingMessages, "write">;
    audit: Pick<Audit, "tenantOffBoarded">;
    logger: Logger;
    now: () => number;
  },
): { stop(): void } {
  const { tenants, audit, logger } = options;
  const isEnabled = (tenantId: string) => isTenantEnabled(tenants.policies, tenantId);
  const offBoard = createOffBoarding(options);
  const { announce, stop } = createAnnounceOffBoarding({ ...options, isEnabled });
  announce(tenants.suspendedAtStart);
  tenants.follow((lost) => {
    const ended = offBoard(lost.map(({ tenantId }) => tenantId));
    announce(ended.keys());
    for (const { tenantId, reason } of lost) {
      audit.tenantOffBoarded({ tenantId, reason, endedCalls: ended.get(tenantId) ?? 0 });
      logger.info({ component: "off-boarding", reason }, "a tenant may no longer call: it was off-boarded");
    }
  });
  return {
    stop() {
      tenants.stop();
      stop();
    },
  };
}
