import type { IncomingHttpHeaders } from "node:http";

/** A slower pace that avoids a limit: for `forMs`, requests at least `intervalMs` apart. */
export interface Pace {
  intervalMs: number;
  forMs: number;
}

/**
 * SharePoint counts resource units: a list of items costs two (https://learn.microsoft.com/graph/throttling-limits).
 */
const unitsPerRequest = 2;
const slowBelow = 0.2;
const longestMs = 600_000;

/** The directory reports a share of its limit and no time; its limits are per 10 seconds. */
const directory = { slowFromShare: 0.8, forMs: 10_000, nearIntervalMs: 100, overIntervalMs: 500 };

function numberIn(header: string | string[] | undefined): number | undefined {
  const [, digits] = /^\s*(\d{1,9}(?:\.\d{1,9})?)/.exec(typeof header === "string" ? header : "") ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * The pace for a limit that is near: SharePoint reports `RateLimit-Limit`, `-Remaining` and `-Reset` (seconds) from
 * 80 % of use on, the directory `x-ms-throttle-limit-percentage` (0.8 to 1.8). What remains is spread evenly over the
 * rest of the window. Undefined when no limit is near, or the headers are invalid.
 */
export function paceOf(headers: IncomingHttpHeaders): Pace | undefined {
  const [limit, remaining, resetSeconds] = ["limit", "remaining", "reset"].map((name) =>
    numberIn(headers[`ratelimit-${name}`]),
  );
  if (limit !== undefined && remaining !== undefined && resetSeconds !== undefined) {
    if (limit === 0 || resetSeconds === 0 || remaining / limit > slowBelow) return undefined;
    const forMs = Math.min(resetSeconds * 1_000, longestMs);
    return { intervalMs: Math.ceil(forMs / Math.max(1, Math.floor(remaining / unitsPerRequest))), forMs };
  }
  const used = numberIn(headers["x-ms-throttle-limit-percentage"]);
  if (used === undefined || used < directory.slowFromShare) return undefined;
  return { intervalMs: used < 1 ? directory.nearIntervalMs : directory.overIntervalMs, forMs: directory.forMs };
}
