import { GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import { createInFlight, free, type ServiceLimit } from "#test/fake-tenant/graph/service-limit.ts";
import type { World } from "#test/fake-tenant/world/world.ts";

const notePath = /^\/v1\.0\/(?:me|sites\/[^/]+)\/onenote\//i;
const mostAtOnce = 5;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * OneNote's limits per app and user: so many requests at once, a minute and an hour
 * (https://learn.microsoft.com/graph/throttling-limits#onenote-service-limits). It doesn't say when to come back,
 * unless it is told to.
 */
export function createNoteLimits(world: World): ServiceLimit {
  const inFlight = createInFlight();
  /** When a user's requests of the last hour began. */
  const begun = new Map<string, number[]>();
  return {
    admit(request) {
      const { userId } = request.log;
      if (userId === null || !notePath.test(request.rawPath)) return free;
      const { onenotePerMinute, onenotePerHour } = world.behaviour;
      const nowMs = world.now();
      const ofHour = (begun.get(userId) ?? []).filter((atMs) => atMs > nowMs - hourMs);
      const ofMinute = ofHour.filter((atMs) => atMs > nowMs - minuteMs);
      begun.set(userId, ofHour);
      const isOver = (count: number, limit: number | null) => limit !== null && count >= limit;
      if (isOver(ofMinute.length, onenotePerMinute) || isOver(ofHour.length, onenotePerHour)) {
        return { ...free, refusal: throttled("20166", "The app has issued too many requests for this user.") };
      }
      const entered = inFlight.enter(userId, mostAtOnce);
      if (entered === undefined) {
        return { ...free, refusal: throttled("10003", "The user has too many active requests.") };
      }
      ofHour.push(nowMs);
      return { refusal: null, release: entered.release };
    },
  };
}

/** By the codes of https://learn.microsoft.com/graph/onenote-error-codes. */
function throttled(code: string, message: string): GraphRefusal {
  return new GraphRefusal(429, code, message);
}
