/** Nobody means a longer pause than a day; it also keeps the sum with "now" a whole number. */
const longestMs = 86_400_000;

/** As node:http and undici give them, in small letters. */
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** RFC 9110, 5.6.7: as it is sent today, and the older form with a two-digit year. */
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
 * fractions of seconds). A date is read by the clock of who sent it, which the `Date` header tells.
 * @param nowMs Unix milliseconds, for a date in an answer without `Date`
 * @returns milliseconds from now, 0 for a date in the past; undefined where the header is absent or makes no sense
 */
export function parseRetryAfter(headers: Headers, nowMs: number): number | undefined {
  const text = first(headers["retry-after"]);
  if (text === undefined) return undefined;
  if (/^\d{1,12}(\.\d{1,12})?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1000), longestMs);
  const dateMs = parseHttpDate(text);
  if (dateMs === undefined) return undefined;
  return Math.min(Math.max(dateMs - (parseHttpDate(first(headers.date)) ?? nowMs), 0), longestMs);
}

/**
 * The pause that a limit (429) or a server error asks for, 509 and any other 5xx included: then the service is there and
 * says when to come back. Undefined for every other answer, and where the header makes no sense.
 * @param nowMs Unix milliseconds
 */
export function pauseOf(answer: { status: number; headers: Headers }, nowMs: number): number | undefined {
  const { status, headers } = answer;
  return status === 429 || status >= 500 ? parseRetryAfter(headers, nowMs) : undefined;
}

/** Whole seconds for a caller: rounded up, at least 1, so that trying again then can succeed. */
export function toWholeSeconds(delayMs: number): number {
  return Math.max(1, Math.ceil(delayMs / 1000));
}
