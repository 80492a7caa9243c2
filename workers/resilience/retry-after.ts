/**
 * The longest pause that one answer is believed: a service that is limited for longer says so again when it is probed
 * (`gate.ts`). The limit also keeps the sum with the current time a safe integer.
 */
export const maxPauseMs = 600_000;

/** Header names are in lower case, as from node:http and undici. */
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** RFC 9110, 5.6.7: the current form, and the obsolete one with a two-digit year. */
const httpDate =
  /^(?:[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4}|[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2}) \d{2}:\d{2}:\d{2} GMT$/;

function parseHttpDate(text: string | undefined): number | undefined {
  const dateMs = text !== undefined && httpDate.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(dateMs) ? undefined : dateMs;
}

const first = (header: string | readonly string[] | undefined) =>
  (typeof header === "string" ? header : header?.[0])?.trim();

/**
 * The pause that an answer's `Retry-After` asks for (RFC 9110, 10.2.3: seconds or an HTTP date; Graph also sends
 * fractions of seconds). A date is compared with the sender's own clock, the `Date` header.
 * @param nowMs Unix milliseconds, for a date in an answer without `Date`
 * @returns milliseconds from now, at most ten minutes, 0 for a date in the past; undefined when the header is absent or
 * invalid
 */
export function parseRetryAfter(headers: Headers, nowMs: number): number | undefined {
  const text = first(headers["retry-after"]);
  if (text === undefined) return undefined;
  if (/^\d{1,12}(\.\d{1,12})?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1000), maxPauseMs);
  const dateMs = parseHttpDate(text);
  if (dateMs === undefined) return undefined;
  return Math.min(Math.max(dateMs - (parseHttpDate(first(headers.date)) ?? nowMs), 0), maxPauseMs);
}

/**
 * The pause that a limit (429) or a server error (5xx, 509 included) asks for: such a service is up and says when to
 * come back. Undefined for every other answer, and for an invalid header.
 * @param nowMs Unix milliseconds
 */
export function pauseOf(answer: { status: number; headers: Headers }, nowMs: number): number | undefined {
  const { status, headers } = answer;
  return status === 429 || status >= 500 ? parseRetryAfter(headers, nowMs) : undefined;
}

/** Whole seconds for a caller: rounded up, at least 1, so that a retry then can succeed. */
export function toWholeSeconds(delayMs: number): number {
  return Math.max(1, Math.ceil(delayMs / 1000));
}
