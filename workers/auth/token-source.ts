import type { GetToken } from "../graph/send-as-user.ts";
import type { ExchangeCall, GraphToken, OnBehalfOf } from "./on-behalf-of.ts";

/**
 * The Graph token of one tool call. A refused token is replaced once for all of the call's requests: those that come
 * with the same refused token get the replacement that is already under way.
 */
export function createTokenSource(
  onBehalfOf: Pick<OnBehalfOf, "exchange" | "drop">,
  call: Omit<ExchangeCall, "claims">,
): GetToken {
  let current: Promise<GraphToken> | undefined;
  let replaced: GraphToken | undefined;

  return (refused) => {
    if (refused !== undefined && refused.token !== replaced) {
      const { token, claims } = refused;
      replaced = token;
      onBehalfOf.drop({ ...call, accessToken: token.accessToken });
      current = onBehalfOf.exchange({ ...call, ...(claims === undefined ? {} : { claims }) });
    }
    current ??= onBehalfOf.exchange(call);
    return current;
  };
}
