import type { IncomingHttpHeaders } from "node:http";

/** Nobody means a longer pause than a day; it also keeps the sum with "now" a whole number. */
const longestMs = 86_400_000;

/**
 * The pause that a `Retry-After` header asks for (RFC 9110, 10.2.3: seconds or an HTTP date; Graph also sends
 * fractions of seconds).
 * @param nowMs Unix milliseconds
 * @returns milliseconds from now, 0 for a date in the past; undefined where the header is absent or makes no sense
 */
export function parseRetryAfter(header: string | readonly string[] | undefined, nowMs: number): number | undefined {
  const text = (typeof header === "string" ? header : header?.[0])?.trim();
  if (text === undefined) return undefined;
  if (/^\d{1,12}(\.\d{1,12})?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1000), longestMs);
  if (!/^[A-Z][a-z]{2,8}, /.test(text)) return undefined;
  const dateMs = Date.parse(text);
  return Number.isNaN(dateMs) ? undefined : Math.min(Math.max(dateMs - nowMs, 0), longestMs);
}

/**
 * The pause that a limit (429) or a server error asks for, 509 and any other 5xx included: then the service is there and
 * says when to come back. Undefined for every other answer, and where the header makes no sense.
 * @param nowMs Unix milliseconds
 */
export function pauseOf(answer: { status: number; headers: IncomingHttpHeaders }, nowMs: number): number | undefined {
  const { status, headers } = answer;
  return status === 429 || status >= 500 ? parseRetryAfter(headers["retry-after"], nowMs) : undefined;
}

/** Whole seconds for a caller: rounded up, at least 1, so that trying again then can succeed. */
export function toWholeSeconds(delayMs: number): number {
  return Math.max(1, Math.ceil(delayMs / 1000));
}
