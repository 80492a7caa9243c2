import type { FastifyInstance } from "fastify";
import type { PersonRequests, RequestLimit } from "#gateway/admission/person-requests.ts";
import type { Audit } from "#gateway/audit/audit.ts";
import { authenticatedCaller } from "#gateway/auth/authenticate.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { rpcError, serverErrorCode } from "./rpc-message.ts";

const problems: Readonly<Record<RequestLimit, string>> = {
  user_requests: "You have too many requests open: read their answers first",
  user_rate: "You send too many requests",
};

/**
 * Makes every route that this Fastify scope gets from now on refuse requests of a person who has too many open or sends
 * too many: 429 with Retry-After, before the body is read, whatever the MCP method. Register it after authentication.
 */
export function registerRequestLimits(
  app: FastifyInstance,
  options: {
    personRequests: PersonRequests;
    metrics: Pick<GatewayMetrics, "shed">;
    audit: Pick<Audit, "requestRefused">;
  },
): void {
  const { personRequests, metrics, audit } = options;
  app.addHook("onRequest", (request, reply, next) => {
    const { caller } = authenticatedCaller(request);
    const entered = personRequests.enter(caller);
    if ("leave" in entered) {
      // The client may have gone while its token was validated.
      if (reply.raw.closed) entered.leave();
      else reply.raw.once("close", entered.leave);
      next();
      return;
    }
    const { over, retryAfterSeconds } = entered;
    metrics.shed.inc({ reason: over });
    audit.requestRefused({ reason: over, caller });
    const seconds = retryAfterSeconds === 1 ? "a second" : `${retryAfterSeconds} seconds`;
    const message = `${problems[over]}. Try again in ${seconds}.`;
    reply.code(429).header("retry-after", retryAfterSeconds).send(rpcError(serverErrorCode, message));
  });
}
