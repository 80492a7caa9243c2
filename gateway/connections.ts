import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
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

/** More than a client needs to send 64 kB that are on their way. */
const restMs = 500;

/**
 * Closes the connection of a request that was answered before all of it had come, such as one beyond the limits of its
 * person, unless the rest comes in half a second. Without this, each held one of the gateway's connections until the
 * time for sending it was up, however many were refused.
 */
export function cutOffAnswered(app: FastifyInstance): void {
  app.addHook("onResponse", ({ raw }, _reply, next) => {
    const cutOff = () => {
      // A destroyed request takes its connection with it.
      if (!raw.complete) raw.destroy();
    };
    if (!raw.complete) setTimeout(cutOff, restMs).unref();
    next();
  });
}

/** How long load balancers need to notice that this gateway accepts no more calls. */
const noticeMs = 1_000;
const closeEveryMs = 50;

/**
 * Counts the requests in flight from now on. The returned function drains the app: it stops listening, waits for the
 * answers, and then closes every connection, including idle ones that a client keeps open or never used, which Node's
 * own `close` would wait for.
 */
export function prepareDrain(app: FastifyInstance): () => Promise<void> {
  let inFlight = 0;
  app.addHook("onRequest", async (_request, reply) => {
    inFlight += 1;
    // Emitted after the last byte, and also when the client goes away before it.
    reply.raw.once("close", () => {
      inFlight -= 1;
    });
  });
  return async function drain() {
    await delay(noticeMs);
    const closed = app.close();
    const timer = setInterval(() => {
      if (inFlight === 0) app.server.closeAllConnections();
      else app.server.closeIdleConnections();
    }, closeEveryMs);
    await closed;
    clearInterval(timer);
  };
}
