import { ToolError } from "#common/errors.ts";
import type { Incomplete } from "#common/tools/schemas/incomplete.ts";

const stops: ReadonlySet<string> = new Set(["rate_limited", "unavailable"]);

/**
 * A part of a walk. Where Microsoft's limit or outage ends the walk after its beginning, it resolves to that error, so
 * that what was found is given out with a cursor; every other error, and any at the beginning, rejects.
 */
export async function laterPage<T>(ask: () => Promise<T> | T, isLater: boolean): Promise<T | ToolError> {
  try {
    return await ask();
  } catch (error) {
    if (isLater && error instanceof ToolError && stops.has(error.code)) return error;
    throw error;
  }
}

/** Says that an answer ends early because of such an error, and when to go on. */
export function stoppedEarly(error: ToolError): Incomplete {
  const seconds = error.details.retryAfterSeconds ?? 10;
  return { reason: `Microsoft 365 stopped before the end; go on with nextCursor in ${seconds} seconds.` };
}
