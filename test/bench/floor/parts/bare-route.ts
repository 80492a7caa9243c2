import { answerOf } from "../answer.ts";
import type { FloorPart } from "../floor-part.ts";

/** Reads the request, and writes an answer of as many bytes as the product's, which is there already. */
export const bareRoute: FloorPart = async (app, { FLOOR_ANSWER_BYTES: bytes }) => {
  const answer = answerOf(bytes);
  app.post("/mcp", (_request, reply) => reply.type("application/json").send(answer));
  return undefined;
};
