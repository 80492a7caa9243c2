import { describeError, type Logger } from "#common/logger.ts";
import { createOffBoarding, type OffBoarding } from "#common/off-boarding.ts";
import { maxTenantsInMessage, type OffBoardingMessages } from "#common/queue/end-messages.ts";
import { endChannel } from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { logLevelFor } from "#common/queue/redis-outage.ts";
import type { Audit } from "#gateway/audit/audit.ts";
import type { OpenTenantPolicies } from "./open-tenant-policies.ts";
import { isTenantEnabled } from "./tenant-policy.ts";

/** A message isn't stored, so it is repeated: a worker may be starting, or without a connection to Redis. */
const repeatEveryMs = 5_000;
const repeatForMs = 60_000;

/** @param isEnabled asked before each message: a tenant that has come back is announced no more */
export function createAnnounceOffBoarding(options: {
  redis: Pick<RedisConnection, "spublish">;
  messages: Pick<OffBoardingMessages, "write">;
  isEnabled: (tenantId: string) => boolean;
  logger: Logger;
  now: () => number;
}) {
  const { redis, messages, isEnabled, logger, now } = options;
  const announcedUntilMs = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  async function publish(tenantIds: readonly string[]): Promise<void> {
    for (let from = 0; from < tenantIds.length; from += maxTenantsInMessage) {
      await redis.spublish(endChannel, messages.write(tenantIds.slice(from, from + maxTenantsInMessage)));
    }
  }

  function tell(): void {
    const nowMs = now();
    for (const [tenantId, untilMs] of announcedUntilMs) {
      if (untilMs <= nowMs || isEnabled(tenantId)) announcedUntilMs.delete(tenantId);
    }
    if (announcedUntilMs.size === 0) {
      stop();
      return;
    }
    publish([...announcedUntilMs.keys()]).catch((error: unknown) =>
      logger[logLevelFor(error)](describeError(error), "workers are told again soon which tenants left"),
    );
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    /** Tells every worker that these tenants may no longer use the connector, for a minute. Never throws. */
    announce(tenantIds: Iterable<string>): void {
      for (const tenantId of tenantIds) announcedUntilMs.set(tenantId, now() + repeatForMs);
      tell();
      if (announcedUntilMs.size > 0) timer ??= setInterval(tell, repeatEveryMs).unref();
    },
    stop,
  };
}

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
