import type { AssertedCall } from "#common/call.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { createSharedOncePerWindow } from "#common/queue/shared-once-per-window.ts";
import type { SealingKeys } from "#common/settings.ts";
import { withImpliedScopes } from "./implied-scopes.ts";
import type { GraphToken, OnBehalfOf } from "./on-behalf-of.ts";

/** How often a user may have a token from a new exchange because of Graph's 403. */
const freshExchangeEveryMs = 60_000;

/** Graph tokens of callers, with the permissions that theirs imply. Every method rejects like `OnBehalfOf.exchange`. */
export interface UserTokens {
  exchange(asserted: AssertedCall): Promise<GraphToken>;
  /**
   * A token that does not come from the cache. Undefined if any worker got one for this user in the last minute:
   * otherwise a user who may not read a file could cause many exchanges.
   */
  exchangeAfresh(asserted: AssertedCall): Promise<GraphToken | undefined>;
}

export function createUserTokens(options: {
  onBehalfOf: Pick<OnBehalfOf, "exchange" | "drop">;
  redis: RedisConnection;
  keys: SealingKeys;
}): UserTokens {
  const { onBehalfOf, redis, keys } = options;
  const freshExchanges = createSharedOncePerWindow({ redis, keys, purpose: "afresh", windowMs: freshExchangeEveryMs });

  async function exchange(asserted: AssertedCall): Promise<GraphToken> {
    const token = await onBehalfOf.exchange(asserted);
    return { ...token, scopes: withImpliedScopes(token.scopes), namedScopes: token.scopes };
  }

  return {
    exchange,
    async exchangeAfresh(asserted) {
      const { tenantId, userId } = asserted.call.caller;
      if (!(await freshExchanges.isFirst(tenantId, userId))) return undefined;
      onBehalfOf.drop(asserted);
      return await exchange(asserted);
    },
  };
}
