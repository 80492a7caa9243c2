import type { World } from "#test/fake-tenant/world/world.ts";
import { GraphRefusal } from "./graph-refusal.ts";
import { createInFlight, free, type ServiceLimit } from "./service-limit.ts";

/** Requests that Exchange serves for a mailbox: mail, calendar and To Do share its limit. */
const outlookPath =
  /^\/v1\.0\/(?:me|users\/([^/]+))\/(?:messages|mailFolders|calendars?|calendarView|events|mailboxSettings|todo)\b/i;

/** "Application is over its MailboxConcurrency limit": at most so many requests at once per app and mailbox. */
export function createMailboxConcurrency(world: World): ServiceLimit {
  const inFlight = createInFlight();
  return {
    admit(request) {
      const match = outlookPath.exec(request.rawPath);
      const { tenantId, userId } = request.log;
      if (match === null || tenantId === null || userId === null) return free;
      const owner =
        match[1] === undefined ? userId : (world.directory.findUser(tenantId, decoded(match[1]))?.id ?? match[1]);
      const entered = inFlight.enter(owner, world.behaviour.mailboxConcurrencyLimit);
      if (entered === undefined) return { ...free, refusal: throttled() };
      const { counters } = world.log;
      if (entered.now > counters.peakMailboxConcurrency) counters.peakMailboxConcurrency = entered.now;
      return { refusal: null, release: entered.release };
    },
  };
}

function throttled(): GraphRefusal {
  return new GraphRefusal(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.", {
    headers: { "retry-after": "10" },
  });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
