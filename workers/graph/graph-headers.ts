import { version } from "#common/version.ts";
import type { Service } from "#common/workload.ts";

/** The form in which apps should name themselves (https://learn.microsoft.com/graph/throttling). */
const userAgent = `ISV|m365-connector|m365-connector/${version}`;

/**
 * Ids of mail and events that survive a move to another folder
 * (https://learn.microsoft.com/graph/outlook-immutable-id).
 */
const immutableIds = 'IdType="ImmutableId"';

export interface HeaderOptions {
  requestId: string;
  workload: Service;
  accept: string;
  prefer?: readonly string[] | undefined;
  hasBody?: boolean;
}

/** The headers of every Graph request, except for the token. Throws for a `Prefer` that would change something. */
export function graphHeaders(options: HeaderOptions): Record<string, string> {
  const { requestId, workload, accept, prefer = [], hasBody = false } = options;
  // Redeeming a sharing link grants access, and so writes.
  if (prefer.some((value) => /redeemSharingLink/i.test(value))) throw new Error("a read may not redeem a sharing link");
  const prefers = workload === "outlook" ? [immutableIds, ...prefer] : prefer;
  return {
    accept,
    // Files stay as they are (https://learn.microsoft.com/graph/best-practices-concept).
    ...(accept === "application/json" ? { "accept-encoding": "gzip" } : {}),
    "client-request-id": requestId,
    "user-agent": userAgent,
    ...(prefers.length === 0 ? {} : { prefer: prefers.join(", ") }),
    ...(hasBody ? { "content-type": "application/json" } : {}),
  };
}
