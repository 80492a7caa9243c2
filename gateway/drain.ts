import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

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
