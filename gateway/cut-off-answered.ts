import type { FastifyInstance } from "fastify";

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
      // With the request goes its connection.
      if (!raw.complete) raw.destroy();
    };
    if (!raw.complete) setTimeout(cutOff, restMs).unref();
    next();
  });
}
