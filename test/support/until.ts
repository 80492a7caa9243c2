import { setTimeout as delay } from "node:timers/promises";

/**
 * Asks again every 10 ms until `check` gives a value. Rejects after `withinMs` with what was waited for.
 * @param what a function says it when the time is up
 */
export async function until<T>(
  what: string | (() => string),
  check: () => Promise<T | undefined> | T | undefined,
  withinMs = 10_000,
): Promise<T> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await delay(10)) {
    const found = await check();
    if (found !== undefined) return found;
  }
  throw new Error(`waited ${withinMs} ms for ${typeof what === "string" ? what : what()}`);
}
