import type { Person } from "#common/call.ts";
import { type Service, services } from "#common/workload.ts";
import type { GateLimits, RateLimit } from "./gate.ts";
import type { GraphHttpRequest } from "./graph-layer.ts";

/*
 * Every limit on the requests that workers send to Microsoft. `wait-for-turn.ts` keeps them, in the process and,
 * through the gate, over all workers. Limits without a number here, such as SharePoint's resource units (which depend
 * on a tenant's licences), are learned from answers: see `retry-after.ts` and `throttle-layer.ts`.
 */

/**
 * Requests at once: per mailbox for Outlook, per user for the others.
 * - Outlook answers 429 from the fifth on. One place stays free, since Outlook may count the end of a request later
 *   than we see it (https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits).
 * - OneNote takes five per user and app, of which one stays free
 *   (https://learn.microsoft.com/graph/throttling-limits#onenote-service-limits).
 * - For the other parts of Graph, Microsoft publishes rates only, for Planner none
 *   (https://learn.microsoft.com/graph/throttling-limits#tasks-and-plans-service-limits). These numbers keep one person
 *   from using up a tenant's.
 * - Entra publishes no limit. One person's sign-ins stay far below this number.
 */
const requestsAtOnce: Readonly<Record<Service | "entra", number>> = {
  outlook: 3,
  files: 4,
  teams: 2,
  search: 2,
  onenote: 4,
  planner: 2,
  retrieval: 2,
  entra: 1_000,
};

/**
 * Requests at once in a `$batch`, which is one request on the wire. Outlook counts each of them. Teams' limits are
 * rates, which each of them takes its turn for; the number is the most that Graph accepts in a batch. Planner's batches
 * ask for names of plans, each once, and for the plans of so many teams.
 */
const batchedAtOnce: Readonly<Record<Service, number>> = { ...requestsAtOnce, teams: 20, planner: 20 };

/**
 * Reads per app and tenant. Of messages, Microsoft allows 20 per second in all chats of a tenant, as many in all
 * channels, and 4 per second in one team or channel
 * (https://learn.microsoft.com/graph/throttling-limits#microsoft-teams-service-limits).
 */
const teamsPerTenant = {
  tenantChats: { perSecond: 10, burst: 10 },
  tenantChannels: { perSecond: 12, burst: 8 },
  team: { perSecond: 2, burst: 2 },
  /** Half of the 30 per second for all other reads. Each part of a `$batch` counts, and takes its turn by itself. */
  others: { perSecond: 15, burst: 15 },
} as const satisfies Record<string, Omit<RateLimit, "key">>;

/**
 * Requests of one person to OneNote, which allows 120 a minute and 400 an hour per user and app: a hundred at once
 * after a quiet time, and five more a minute, are 105 and 400.
 */
const noteRate = { perSecond: 5 / 60, burst: 100 } as const satisfies Omit<RateLimit, "key">;

/**
 * Searches by meaning of one person, of which Microsoft allows 200 an hour, whatever the app: a hundred at once after a
 * quiet time, and a hundred an hour more
 * (https://learn.microsoft.com/microsoft-365-copilot/extensibility/api/ai-services/retrieval/overview).
 */
const retrievalRate = { perSecond: 100 / 3_600, burst: 100 } as const satisfies Omit<RateLimit, "key">;

/**
 * Requests of one scope that may wait in one process. More than any tool has open at once: beyond it something is
 * flooding.
 */
export const maxWaiting = 200;

/**
 * A limit that says not whose it is, and that so many scopes of a tenant meet within this time, is the tenant's. One
 * scope alone never makes it so.
 */
export const tenantLimit = { scopes: 3, withinMs: 10_000 } as const;

/** How soon requests that wait for a probe ask whether it is over. */
export const askAgainAfterProbeMs = 100;

/** How long a probe is waited for: longer than a request may last, so only that of a killed worker. */
export const maxProbeMs = 12_000;

/**
 * Connections of a process: to each origin, and how many requests of one tenant may be under way at once. undici queues
 * what exceeds the former, first come, first served: so they are more, for others, when all requests of a tenant hang.
 */
export const maxConnections = {
  graph: { toOrigin: 192, ofTenant: 128 },
  downloads: { toOrigin: 64, ofTenant: 48 },
  entra: { toOrigin: 96, ofTenant: 64 },
} as const;

/** The person's own mailbox, or the one that the path names: Outlook counts per mailbox, whoever reads it. */
function mailboxOf({ path, call }: GraphHttpRequest): string {
  const [, address] = /^\/v1\.0\/users(?:\/|\(')([^/?']+)/.exec(path) ?? [];
  return address === undefined ? call.caller.userId : address.toLowerCase();
}

function teamsRates({ path, call }: GraphHttpRequest): RateLimit[] {
  const [begin = "", kind, id = ""] =
    /^\/v1\.0\/(?:me\/)?(chats|teams|joinedTeams|teamwork)\b(?:\/|\(')?([^/?']*)/.exec(path) ?? [];
  const { tenantId } = call.caller;
  if (kind === undefined) return [];
  if (!/\bmessages\b/.test(path.slice(begin.length))) {
    return [{ key: `${tenantId}|other-teams`, ...teamsPerTenant.others }];
  }
  if (kind !== "teams") return [{ key: `${tenantId}|chats`, ...teamsPerTenant.tenantChats }];
  return [
    { key: `${tenantId}|channels`, ...teamsPerTenant.tenantChannels },
    // A caller may write an id in any case.
    { key: `${tenantId}|team|${id.toLowerCase()}`, ...teamsPerTenant.team },
  ];
}

/** The rates that Microsoft publishes for a service; others publish none, or count by what we can't see. */
function ratesOf(request: GraphHttpRequest): RateLimit[] {
  const { tenantId, userId } = request.call.caller;
  if (request.workload === "teams") return teamsRates(request);
  if (request.workload === "retrieval") return [{ key: `${tenantId}|${userId}|retrieval`, ...retrievalRate }];
  return request.workload === "onenote" ? [{ key: `${tenantId}|${userId}|onenote`, ...noteRate }] : [];
}

/** The limits of a Graph request. The 13,000 requests per second of one app over all tenants are out of reach. */
export function graphLimits(request: GraphHttpRequest): GateLimits {
  const { workload } = request;
  const { tenantId, userId } = request.call.caller;
  return {
    scope: `${tenantId}|${workload === "outlook" ? mailboxOf(request) : userId}|${workload}`,
    tenant: `${tenantId}|${workload}`,
    atOnce: (request.isBatched ? batchedAtOnce : requestsAtOnce)[workload],
    rates: ratesOf(request),
  };
}

/** The limits of an on-behalf-of exchange with Entra. */
export function entraLimits({ tenantId, userId }: Person): GateLimits {
  return { scope: `${tenantId}|${userId}|entra`, tenant: `${tenantId}|entra`, atOnce: requestsAtOnce.entra, rates: [] };
}

/** The keys by which Microsoft's limits of a whole tenant are known, in each service and in Entra. */
export const tenantKeys = (tenantId: string): string[] =>
  [...services, "entra"].map((service) => `${tenantId}|${service}`);
