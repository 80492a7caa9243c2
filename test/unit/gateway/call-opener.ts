import { randomUUID } from "node:crypto";
import { createCallOpener } from "#gateway/open-call.ts";

/** Opens calls of these tools, with 25 s for each, of every tenant. */
export const callOpenerFor = (
  toolNames: readonly string[],
  changes: Partial<Parameters<typeof createCallOpener>[0]> = {},
) =>
  createCallOpener({
    toolNames,
    callTimeoutMs: 25_000,
    refusalOf: () => undefined,
    newRequestId: randomUUID,
    redisNow: Date.now,
    ...changes,
  });
