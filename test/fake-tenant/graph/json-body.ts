import { badRequest } from "./graph-refusal.ts";

/** A request's body as JSON; refused when it is none. */
export function readJsonBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw badRequest(
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON " +
        "format.",
    );
  }
}
