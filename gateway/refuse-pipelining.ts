import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Audit } from "#gateway/audit/audit.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";

/**
 * Ends, and counts as refused for `pipelining`, a connection that sends a request before it has the answer to the one before (pipelining, RFC 9112 9.3.2), which
 * neither MCP clients nor proxies do. Node would take thousands in one go, kilobytes each for thirty bytes sent, and does
 * not tell when the client of a request that waits behind another has gone.
 */
export function refusePipelining(
  app: FastifyInstance,
  { metrics, audit }: { metrics: Pick<GatewayMetrics, "authRefusals">; audit: Pick<Audit, "requestRefused"> },
): void {
  const unanswered = new WeakSet<Socket>();
  app.addHook("onRequest", (request, reply, goOn) => {
    const { socket } = request.raw;
    if (unanswered.has(socket)) {
      metrics.authRefusals.inc({ reason: "pipelining" });
      audit.requestRefused({ reason: "pipelining" });
      socket.destroy();
      return;
    }
    unanswered.add(socket);
    // Comes before the next request can be read, and also when the client went away.
    reply.raw.once("close", () => unanswered.delete(socket));
    goOn();
  });
}
