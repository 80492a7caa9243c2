import type { DoorRequest } from "#test/fake-tenant/door/door-types.ts";
import type { Behaviour } from "#test/fake-tenant/world/behaviour.ts";
import type { LoggedRequest } from "#test/fake-tenant/world/request-log.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { GraphRefusal } from "./graph-refusal.ts";

/** A limit of one service of Graph on requests with such a path. */
interface ServiceLimit {
  path: RegExp;
  /** Whose requests are counted together, by what the path has in parentheses; null for one that is not counted. */
  whose(request: LoggedRequest, named: string | undefined): string | null;
  /** How many may be under way at once; null for any number. */
  atOnce?(behaviour: Behaviour): number | null;
  /** How many may begin within how many milliseconds. */
  within?(behaviour: Behaviour): readonly (readonly [milliseconds: number, most: number | null])[];
  refusals: { atOnce?: () => GraphRefusal; within?: () => GraphRefusal };
}

const throttled = (code: string, message: string, retryAfterSeconds?: number) => {
  const headers: Record<string, string> = retryAfterSeconds ? { "retry-after": String(retryAfterSeconds) } : {};
  return () => new GraphRefusal(429, code, message, { headers });
};

const [secondMs, minuteMs, hourMs] = [1_000, 60_000, 3_600_000];

/** Requests that Exchange serves for a mailbox: mail, calendar and To Do share its limit. */
const outlookPath =
  /^\/v1\.0\/(?:me|users\/([^/]+))\/(?:messages|mailFolders|calendars?|calendarView|events|mailboxSettings|todo)\b/i;

const serviceLimits = ({ directory }: World): readonly ServiceLimit[] => [
  {
    path: outlookPath,
    whose: ({ tenantId, userId }, named) =>
      tenantId === null || userId === null || named === undefined
        ? tenantId && userId
        : (directory.findUser(tenantId, decoded(named))?.id ?? named),
    atOnce: ({ mailboxConcurrencyLimit }) => mailboxConcurrencyLimit,
    refusals: { atOnce: throttled("ApplicationThrottled", "Application is over its MailboxConcurrency limit.", 10) },
  },
  {
    // OneNote's, per app and user (https://learn.microsoft.com/graph/throttling-limits#onenote-service-limits), by the
    // codes of https://learn.microsoft.com/graph/onenote-error-codes. It doesn't say when to come back, unless told to.
    path: /^\/v1\.0\/(?:me|sites\/[^/]+)\/onenote\//i,
    whose: ({ userId }) => userId,
    atOnce: () => 5,
    within: ({ onenotePerMinute, onenotePerHour }) => [
      [minuteMs, onenotePerMinute],
      [hourMs, onenotePerHour],
    ],
    refusals: {
      atOnce: throttled("10003", "The user has too many active requests."),
      within: throttled("20166", "The app has issued too many requests for this user."),
    },
  },
  {
    // What an app may read of Teams in a tenant but for messages; each part of a `$batch` counts
    // (https://learn.microsoft.com/graph/throttling-limits#microsoft-teams-service-limits).
    path: /^\/v1\.0\/(?:me\/)?(?:chats|teams|joinedTeams|teamwork)\b(?!.*\/messages\b)/i,
    whose: ({ tenantId }) => tenantId,
    within: ({ teamsReadsPerSecond }) => [[secondMs, teamsReadsPerSecond]],
    refusals: { within: throttled("TooManyRequests", "Too many requests.", 1) },
  },
  {
    // "Up to 200 requests per user per hour are supported" ("Known limitations" in `overview` of the retrieval API).
    path: /^\/v1\.0\/copilot\/retrieval$/,
    whose: ({ userId }) => userId,
    within: () => [[hourMs, 200]],
    refusals: { within: throttled("TooManyRequests", "Too many requests.", 3_600) },
  },
];

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Lets requests in as Graph's services do. Of every request that enters, the release is called once or more. */
export function createServiceLimits(world: World): (request: DoorRequest) => Admission {
  const gates = serviceLimits(world).map((limit) => gateOf(limit, world));
  return (request) => {
    for (const admit of gates) {
      const admission = admit(request);
      if (admission !== undefined) return admission;
    }
    return { refusal: null, release: () => undefined };
  };
}

interface Admission {
  refusal: GraphRefusal | null;
  release(): void;
}

/** Undefined for a request that the limit is not for. */
function gateOf({ path, whose, atOnce, within, refusals }: ServiceLimit, { behaviour, log, now }: World) {
  const inFlight = new Map<string, number>();
  const begun = new Map<string, number[]>();
  return ({ rawPath, log: request }: DoorRequest): Admission | undefined => {
    const match = path.exec(rawPath);
    const key = match && whose(request, match[1]);
    if (key === null) return undefined;
    const windows = within?.(behaviour) ?? [];
    const longestMs = Math.max(0, ...windows.map(([milliseconds]) => milliseconds));
    const recent = (begun.get(key) ?? []).filter((atMs) => atMs > now() - longestMs);
    begun.set(key, recent);
    const isOver = windows.some(
      ([milliseconds, most]) => most !== null && recent.filter((atMs) => atMs > now() - milliseconds).length >= most,
    );
    if (isOver) return { refusal: refusals.within?.() ?? null, release: () => undefined };
    const count = (inFlight.get(key) ?? 0) + 1;
    const most = atOnce?.(behaviour) ?? null;
    if (most !== null && count > most) return { refusal: refusals.atOnce?.() ?? null, release: () => undefined };
    recent.push(now());
    inFlight.set(key, count);
    if (within === undefined)
      log.counters.peakMailboxConcurrency = Math.max(log.counters.peakMailboxConcurrency, count);
    let isReleased = false;
    const release = () => {
      if (!isReleased) inFlight.set(key, (inFlight.get(key) ?? 1) - 1);
      isReleased = true;
    };
    return { refusal: null, release };
  };
}
