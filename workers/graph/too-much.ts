import { AttemptFailure } from "#workers/resilience/attempt-failure.ts";
import type { GraphSend } from "#workers/resilience/graph-layer.ts";
import { tooMuchError } from "./graph-error.ts";

/** How Graph fails at an answer that is too much for it. A 503 is about the service, whatever was asked for. */
const failures: ReadonlySet<number> = new Set([500, 502, 504]);

/**
 * Sends requests. One for which the handler has a smaller one rejects with `too_large` where Graph fails at it or takes
 * too long. Pauses, limits, an open breaker and broken connections would meet the smaller one as well.
 */
export function orTooMuch(send: GraphSend): GraphSend {
  return async function sendLarge(request) {
    if (request.hasFallback !== true) return await send(request);
    const answer = await send(request).catch((error: unknown) => {
      throw error instanceof AttemptFailure && error.reason === "timeout" ? tooMuchError() : error;
    });
    if (failures.has(answer.status)) throw tooMuchError();
    return answer;
  };
}
