import { createHmac } from "node:crypto";
import type { Redis } from "ioredis";
import type { Caller } from "#common/caller.ts";
import { createOncePerWindow } from "#common/once-per-window.ts";
import { deriveKey } from "#common/queue/derive-key.ts";
import { keyPrefix } from "#common/queue/protocol.ts";
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

/**
 * Remembers in Redis: a key with no content for each, named by an HMAC so that it tells nobody whose it is, and gone
 * after 10 minutes. Only refused calls come here.
 * @param keys the ring; the first key makes the names
 */
export function createSentChallenges({ redis, keys }: { redis: Redis; keys: SealingKeys }): SentChallenges {
  const secret = deriveKey(keys[0].key, "challenged");
  const local = createOncePerWindow(challengeEveryMs);

  return {
    async take({ tenantId, userId }, reason) {
      const parts = JSON.stringify([tenantId, userId, reason]);
      const name = createHmac("sha256", secret).update(parts).digest("base64url");
      if (!local.take(name)) return false;
      const answer = redis.set(`${keyPrefix}:challenged:${name}`, "", "PX", challengeEveryMs, "NX");
      return await answer.then(
        (set) => set === "OK",
        () => true,
      );
    },
  };
}
