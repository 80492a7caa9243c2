import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

/** How long load balancers need to see that this gateway takes no more calls. */
const noticeMs = 1_000;
const lookEveryMs = 50;

/**
 * Counts the requests in flight, from now on, and gives what ends the app when there are none: it stops listening,
 * waits for their answers, and then closes every connection, also those that a client keeps open or never used. Node's
 * own `close` would wait for these.
 */
export function prepareDrain(app: FastifyInstance): () => Promise<void> {
  let inFlight = 0;
  app.addHook("onRequest", async (_request, reply) => {
    inFlight += 1;
    // Comes after the last byte, and also when the client went away before it.
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
    }, lookEveryMs);
    await closed;
    clearInterval(timer);
  };
}
