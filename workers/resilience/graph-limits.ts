import type { Workload } from "#common/workload.ts";
import type { GateLimits, RateLimit } from "./gate.ts";
import type { GraphHttpRequest } from "./graph-layer.ts";

/**
 * Requests at once in one scope. Outlook answers 429 from the fifth in one mailbox on: one place is left, since it may
 * count the end of a request later than we see it. For the others Microsoft publishes rates only, and these numbers
 * keep one person from taking them whole
 * (https://learn.microsoft.com/graph/throttling-limits).
 */
const atOnce: Readonly<Record<Workload, number>> = { outlook: 3, files: 4, teams: 2, search: 2 };

/** Documented per app and tenant: 20 messages of chats, and as many of channels, in a second; 4 per team or channel. */
const messages = { perSecond: 15, burst: 5 };
const perTeam = { perSecond: 3, burst: 1 };

/** The person's own mailbox, or the one that the path names: Outlook counts per mailbox, whoever reads it. */
function mailboxOf({ path, call }: GraphHttpRequest): string {
  const [, address] = /^\/v1\.0\/users(?:\/|\(')([^/?']+)/.exec(path) ?? [];
  return address === undefined ? call.caller.userId : address.toLowerCase();
}

function teamsRates({ path, call }: GraphHttpRequest): RateLimit[] {
  const [, kind, id] = /^\/v1\.0\/(chats|teams|me\/chats)(?:\/|\(')?([^/?']*)(?=.*\bmessages\b)/.exec(path) ?? [];
  if (kind === undefined) return [];
  const { tenantId } = call.caller;
  if (kind !== "teams") return [{ key: `${tenantId}|chats`, ...messages }];
  return [
    { key: `${tenantId}|channels`, ...messages },
    { key: `${tenantId}|team|${id}`, ...perTeam },
  ];
}

/**
 * The limits that Microsoft documents for a request. SharePoint counts resource units by a tenant's licences and says
 * in `RateLimit` headers what is left, so it has no number here; the 13,000 requests a second of one app over all
 * tenants are out of reach.
 */
export function graphLimits(request: GraphHttpRequest): GateLimits {
  const { workload } = request;
  const { tenantId, userId } = request.call.caller;
  return {
    scope: `${tenantId}|${workload === "outlook" ? mailboxOf(request) : userId}|${workload}`,
    tenant: `${tenantId}|${workload}`,
    atOnce: atOnce[workload],
    rates: workload === "teams" ? teamsRates(request) : [],
  };
}
