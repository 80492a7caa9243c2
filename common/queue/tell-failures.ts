import { describeError, type Logger } from "#common/logger.ts";
import { createOncePerWindow } from "#common/once-per-window.ts";
import { isRedisAway } from "./redis-outage.ts";

/** Each call may fail in the same way, and one line says it all. */
const tellEveryMs = 10_000;

/**
 * Tells an operator what fails in a place that goes on without Redis' answer: a script with an error, a key of another
 * type, a right that its user lacks. Nobody else would notice, however long it lasts. One warning in 10 s; a Redis that
 * is away has a line of its own.
 */
export function createFailureTeller(logger: Logger, whatFails: string): (error: unknown) => void {
  const told = createOncePerWindow(tellEveryMs);
  return (error) => {
    if (!isRedisAway(error) && told.take(whatFails)) logger.warn(describeError(error), whatFails);
  };
}
