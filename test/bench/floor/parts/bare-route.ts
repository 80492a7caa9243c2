import { setTimeout as delay } from "node:timers/promises";
import { answerOf, type FloorPart } from "../floor-settings.ts";

/** Reads the request, and writes an answer of as many bytes as the product's, which is there already. */
export const bareRoute: FloorPart = async (app, { FLOOR_ANSWER_BYTES: bytes, FLOOR_WAIT_MS: waitMs }) => {
  const answer = answerOf(bytes);
  app.post("/mcp", async (_request, reply) => {
    if (waitMs > 0) await delay(waitMs);
    return reply.type("application/json").send(answer);
  });
  return undefined;
};
