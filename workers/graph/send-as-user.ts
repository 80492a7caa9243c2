import { ToolError } from "#common/errors.ts";
import { parseJson } from "#common/text.ts";
import type { GraphToken } from "#workers/auth/on-behalf-of.ts";
import type { GraphAnswer, GraphHttpRequest, GraphSend } from "#workers/resilience/graph-layer.ts";
import { graphError, graphRequestId } from "./graph-error.ts";

/** Larger than any real challenge. The claims are sent on in a header. */
const maxBase64 = 8_192;

/**
 * The claims that Graph asks for in a 401, as raw JSON, or undefined when it asks for none.
 * Continuous access evaluation: `WWW-Authenticate: Bearer error="insufficient_claims", claims="<base64>"`
 * (https://learn.microsoft.com/entra/identity-platform/claims-challenge).
 */
export function challengedClaims(answer: GraphAnswer): string | undefined {
  const header = [answer.headers["www-authenticate"]].flat().join(", ");
  if (!/\berror="insufficient_claims"/.test(header)) return undefined;
  const encoded = /\bclaims="([A-Za-z0-9+/=_-]+)"/.exec(header)?.[1];
  if (encoded === undefined || encoded.length > maxBase64) return undefined;
  const claims = Buffer.from(encoded, "base64").toString("utf8");
  const parsed = parseJson(claims);
  return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? claims : undefined;
}

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
