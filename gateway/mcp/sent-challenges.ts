import type { Person } from "#common/person.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { createSharedOncePerWindow } from "#common/queue/shared-once-per-window.ts";
import type { SealingKeys } from "#common/settings.ts";

/** A user gets at most one challenge for the same reason in this time. */
const challengeEveryMs = 10 * 60_000;

/**
 * Remembers who was sent to sign in for a reason that a sign-in may not resolve, so that clients don't loop.
 */
export interface SentChallenges {
  /**
   * Whether this is the first time in 10 minutes, for all gateways. Never rejects: without Redis each gateway decides
   * alone.
   * @param reason the requested claims, or another text for the reason
   */
  isFirst(caller: Person, reason: string): Promise<boolean>;
}

/** Remembers them in Redis (`shared-once-per-window.ts`), which is queried for refused calls only. */
export function createSentChallenges({ redis, keys }: { redis: RedisConnection; keys: SealingKeys }): SentChallenges {
  const once = createSharedOncePerWindow({ redis, keys, purpose: "challenged", windowMs: challengeEveryMs });
  return { isFirst: ({ tenantId, userId }, reason) => once.isFirst(tenantId, userId, reason) };
}
