import { describeError, type Logger } from "#common/logger.ts";
import { createOncePerWindow } from "#common/once-per-window.ts";
import { isRedisUnavailable } from "./redis-outage.ts";

const logEveryMs = 10_000;

/**
 * Logs failures of a part that works without Redis' answer, at most one warning in 10 s: an error in a script, a key
 * of another type, a missing permission. Nothing else would show them. An outage of Redis is not logged here; it has a
 * line of its own.
 */
export function createFailureLogger(logger: Logger, message: string): (error: unknown) => void {
  const logged = createOncePerWindow(logEveryMs);
  return (error) => {
    if (!isRedisUnavailable(error) && logged.isFirst(message)) logger.warn(describeError(error), message);
  };
}
