import type { DoorRequest } from "#test/fake-tenant/door/door-types.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { GraphRefusal } from "./graph-refusal.ts";

/** Requests that Exchange serves for a mailbox: mail, calendar and To Do share its limit. */
const outlookPath =
  /^\/v1\.0\/(?:me|users\/([^/]+))\/(?:messages|mailFolders|calendars?|calendarView|events|mailboxSettings|todo)\b/i;

export interface MailboxConcurrency {
  /** Enters a request; `refusal` when the mailbox already serves as many for this app as it may. */
  admit(request: DoorRequest): { refusal: GraphRefusal | null; release(): void };
}

const free = { refusal: null, release: () => undefined };

/** "Application is over its MailboxConcurrency limit": at most so many requests at once per app and mailbox. */
export function createMailboxConcurrency(world: World): MailboxConcurrency {
  const inFlight = new Map<string, number>();
  return {
    admit(request) {
      const match = outlookPath.exec(request.rawPath);
      const { tenantId, userId } = request.log;
      if (match === null || tenantId === null || userId === null) return free;
      const owner =
        match[1] === undefined ? userId : (world.directory.findUser(tenantId, decoded(match[1]))?.id ?? match[1]);
      const now = (inFlight.get(owner) ?? 0) + 1;
      const { counters } = world.log;
      const limit = world.behaviour.mailboxConcurrencyLimit;
      if (limit !== null && now > limit) return { refusal: throttled(world), release: () => undefined };
      inFlight.set(owner, now);
      if (now > counters.peakMailboxConcurrency) counters.peakMailboxConcurrency = now;
      let released = false;
      return {
        refusal: null,
        release() {
          if (released) return;
          released = true;
          const left = (inFlight.get(owner) ?? 1) - 1;
          if (left === 0) inFlight.delete(owner);
          else inFlight.set(owner, left);
        },
      };
    },
  };
}

function throttled(world: World): GraphRefusal {
  return new GraphRefusal(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.", {
    headers: { "retry-after": String(world.behaviour.mailboxRetryAfterSeconds) },
  });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
