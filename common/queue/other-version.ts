import { ToolError } from "#common/errors.ts";

/** What gateways and workers answer where the other end is of a version that they don't understand: an update is under way. */
export const beingUpdated = (): ToolError =>
  new ToolError("unavailable", "The connector is being updated. Try again in a minute.", { retryAfterSeconds: 60 });
