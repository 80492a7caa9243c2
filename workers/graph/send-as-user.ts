import { ToolError } from "#common/errors.ts";
import type { GraphToken } from "#workers/auth/on-behalf-of.ts";
import type { GraphAnswer, GraphHttpRequest, GraphSend } from "#workers/resilience/graph-layer.ts";
import { challengedClaims } from "./claims-challenge.ts";
import { graphError } from "./graph-error.ts";
import { graphRequestId } from "./graph-request-id.ts";

/**
 * The user's Graph token. With `refused`, a token that Graph no longer accepts, a new one: the refused token is dropped
 * and exchanged again, with the claims that Graph asked for.
 */
export type GetToken = (refused?: { token: GraphToken; claims?: string }) => Promise<GraphToken>;

function challengeError(claims: string, answer: GraphAnswer): ToolError {
  const traceId = graphRequestId(answer.headers);
  return new ToolError(
    "claims_challenge",
    "Your organisation asks for another sign-in step before Microsoft 365 can be read. Sign in to the connector again.",
    { claims, ...(traceId !== undefined && { traceId }) },
  );
}

/**
 * Sends with the user's token. After a 401 it tries once more with a fresh token, and never again, so nothing loops: a
 * second 401 rejects with `claims_challenge` or `sign_in_required`. Other statuses from 400 on reject with
 * `graphError`.
 */
export async function sendAsUser(
  request: GraphHttpRequest,
  options: { send: GraphSend; getToken: GetToken; now: () => number },
): Promise<GraphAnswer> {
  const { send, getToken, now } = options;
  const sendWith = ({ accessToken }: GraphToken) =>
    send({ ...request, headers: { ...request.headers, authorization: `Bearer ${accessToken}` } });

  const token = await getToken();
  let answer = await sendWith(token);
  if (answer.status === 401) {
    const claims = challengedClaims(answer);
    answer = await sendWith(await getToken({ token, ...(claims === undefined ? {} : { claims }) }));
  }
  if (answer.status === 401) {
    const claims = challengedClaims(answer);
    if (claims !== undefined) throw challengeError(claims, answer);
  }
  if (answer.status >= 400) throw graphError(answer, now());
  return answer;
}
