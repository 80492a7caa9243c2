import type { GetToken } from "#workers/graph/send-as-user.ts";
import type { ExchangeCall, GraphToken, OnBehalfOf } from "./on-behalf-of.ts";

/**
 * The Graph token of one tool call. A refused token is replaced once for all of the call's requests: those that come
 * with the same refused token get the replacement that is already under way, and later ones start with it.
 * @param first the token that the call began with
 */
export function createTokenSource(
  onBehalfOf: Pick<OnBehalfOf, "exchange" | "drop">,
  call: Omit<ExchangeCall, "claims">,
  first: GraphToken,
): GetToken {
  let current = Promise.resolve(first);
  const refusedTokens = new Set<string>();

  return (refused) => {
    if (refused === undefined || refusedTokens.has(refused.token.accessToken)) return current;
    const { token, claims } = refused;
    refusedTokens.add(token.accessToken);
    onBehalfOf.drop({ ...call, accessToken: token.accessToken });
    current = onBehalfOf.exchange({ ...call, ...(claims === undefined ? {} : { claims }) });
    return current;
  };
}
