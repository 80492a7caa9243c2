import type { OnceForAll } from "#common/queue/once-for-all.ts";
import { withImpliedScopes } from "./implied-scopes.ts";
import type { AssertedCall, GraphToken, OnBehalfOf } from "./on-behalf-of.ts";

/** Graph tokens of callers, with the permissions that theirs imply. Every method rejects like `OnBehalfOf.exchange`. */
export interface UserTokens {
  exchange(asserted: AssertedCall): Promise<GraphToken>;
  /**
   * A token that does not come from the cache. Undefined when the user had a new one a short time ago, from any worker:
   * otherwise somebody who may not read a file could cause many exchanges.
   */
  exchangeAfresh(asserted: AssertedCall): Promise<GraphToken | undefined>;
}

/** @param freshExchanges how often a user may have a new token, all workers together */
export function createUserTokens(options: {
  onBehalfOf: Pick<OnBehalfOf, "exchange" | "drop">;
  freshExchanges: OnceForAll;
}): UserTokens {
  const { onBehalfOf, freshExchanges } = options;

  async function exchange(asserted: AssertedCall): Promise<GraphToken> {
    const token = await onBehalfOf.exchange(asserted);
    return { ...token, scopes: withImpliedScopes(token.scopes) };
  }

  return {
    exchange,
    async exchangeAfresh(asserted) {
      const { tenantId, userId } = asserted.call.caller;
      if (!(await freshExchanges.take(tenantId, userId))) return undefined;
      onBehalfOf.drop(asserted);
      return await exchange(asserted);
    },
  };
}
