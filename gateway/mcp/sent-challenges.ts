import type { Caller } from "#common/caller.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { createSharedOncePerWindow } from "#common/queue/shared-once-per-window.ts";
import type { SealingKeys } from "#common/settings.ts";

/** The same person is sent to sign in for the same reason once in this time. */
const challengeEveryMs = 10 * 60_000;

/**
 * Which people were sent to sign in for a reason that a sign-in may not cure, so that they are not sent in a circle.
 */
export interface SentChallenges {
  /**
   * Whether this is the first time in 10 minutes, at any gateway. Never rejects: without Redis each gateway answers
   * for itself.
   * @param reason the claims that were asked for, or what else stands for the reason
   */
  take(caller: Pick<Caller, "tenantId" | "userId">, reason: string): Promise<boolean>;
}

/** Remembers in Redis, by `shared-once-per-window.ts`. Only refused calls come here. */
export function createSentChallenges({ redis, keys }: { redis: RedisConnection; keys: SealingKeys }): SentChallenges {
  const once = createSharedOncePerWindow({ redis, keys, purpose: "challenged", windowMs: challengeEveryMs });
  return { take: ({ tenantId, userId }, reason) => once.take(tenantId, userId, reason) };
}
