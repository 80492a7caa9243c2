const shortestSeconds = 5 * 60;
const longestSeconds = 24 * 3_600;

const maxAge = /(?:^|,)\s{0,9}max-age\s{0,9}=\s{0,9}"?(\d{1,10})"?\s{0,9}(?:,|$)/i;
const notKept = /(?:^|,)\s{0,9}no-(?:store|cache)\b/i;

const headerOf = (value: string | string[] | undefined): string => [value ?? []].flat().join(",");

/**
 * How long a document may be kept, in milliseconds: its `max-age` less its `Age` (RFC 9111 4.2), within bounds of our
 * own, as the draft allows in 5.2. At least 5 minutes, so that a document that forbids it costs no request for each
 * sign-in; at most a day.
 */
export function documentLifeMs(headers: Readonly<Record<string, string | string[] | undefined>>): number {
  const control = headerOf(headers["cache-control"]);
  const age = /^\d{1,10}$/.exec(headerOf(headers.age))?.[0] ?? "0";
  const asked = notKept.test(control) ? 0 : Number(maxAge.exec(control)?.[1] ?? 0) - Number(age);
  return Math.min(Math.max(asked, shortestSeconds), longestSeconds) * 1000;
}
