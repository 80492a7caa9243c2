import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Audit } from "./audit/audit.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";

/**
 * Closes a connection that sends a request before the answer to the previous one (pipelining, RFC 9112 9.3.2), and
 * counts it as refused. Neither MCP clients nor proxies do that. Node would accept thousands at once, at kilobytes of
 * memory for thirty bytes sent, and would not notice that the client of a waiting request has gone.
 */
export function refusePipelining(
  app: FastifyInstance,
  { metrics, audit }: { metrics: Pick<GatewayMetrics, "authRefusals">; audit: Pick<Audit, "requestRefused"> },
): void {
  const unanswered = new WeakSet<Socket>();
  app.addHook("onRequest", (request, reply, next) => {
    const { socket } = request.raw;
    if (unanswered.has(socket)) {
      metrics.authRefusals.inc({ reason: "pipelining" });
      audit.requestRefused({ reason: "pipelining" });
      socket.destroy();
      return;
    }
    unanswered.add(socket);
    // Emitted before the next request can be read, and also when the client goes away.
    reply.raw.once("close", () => unanswered.delete(socket));
    next();
  });
}
