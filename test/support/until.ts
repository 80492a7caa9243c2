import { setTimeout as delay } from "node:timers/promises";
import { patienceMs } from "./patience.ts";

/**
 * Asks again, after 10 ms and then ever more seldom, until `check` gives a value other than false: at least ten times
 * as often as it takes to come, but five times a second. Rejects after `withinMs` with what was waited for.
 * @param what a function says it when the time is up
 */
export async function until<T>(
  what: string | (() => string),
  check: () => Promise<T | false | undefined> | T | false | undefined,
  withinMs = patienceMs,
): Promise<T> {
  const startMs = Date.now();
  const sinceMs = () => Date.now() - startMs;
  for (; sinceMs() < withinMs; await delay(Math.min(Math.max(10, sinceMs() / 10), 200))) {
    const found = await check();
    if (found !== undefined && found !== false) return found;
  }
  throw new Error(`waited ${withinMs} ms for ${typeof what === "string" ? what : what()}`);
}
