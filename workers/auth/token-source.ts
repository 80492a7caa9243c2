import type { AssertedCall } from "#common/call.ts";
import type { GetToken } from "#workers/graph/send-as-user.ts";
import type { GraphToken, OnBehalfOf } from "./on-behalf-of.ts";

/**
 * The Graph token of one call. A refused token is replaced once for all of the call's requests: requests that were
 * refused with the same token share the exchange that is under way, and later ones start with its result.
 * @param first the token that the call began with
 */
export function createTokenSource(
  onBehalfOf: Pick<OnBehalfOf, "exchange" | "drop">,
  asserted: AssertedCall,
  first: GraphToken,
): GetToken {
  let current = Promise.resolve(first);
  const refusedTokens = new Set<string>();

  return (refused) => {
    if (refused === undefined || refusedTokens.has(refused.token.accessToken)) return current;
    const { token, claims } = refused;
    refusedTokens.add(token.accessToken);
    onBehalfOf.drop(asserted, token.accessToken);
    current = onBehalfOf.exchange(asserted, claims);
    return current;
  };
}
