import { LRUCache } from "lru-cache";
import { type Person, personKey } from "#common/call.ts";
import { forgetByKey, type TenantMemory } from "#common/off-boarding.ts";
import { atMost } from "#common/once-per-window.ts";
import { createTally } from "#common/tally.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import type { TenantLimits } from "#gateway/tenants/tenant-policy.ts";
import { admissionLimits, admissionRefusal } from "./admission-limits.ts";

/** More people than send requests within a burst. A forgotten one begins with a whole burst. */
const maxPeople = 50_000;

/** `user_requests`: too many are open. `user_rate`: too many came lately. */
export type RequestLimit = "user_requests" | "user_rate";

export interface PersonRequests {
  /**
   * Counts a request of a person. `leave` must be called once when its answer has been sent or its connection is gone.
   * A request beyond a limit is not counted.
   */
  enter(caller: Person): { leave(): void } | { over: RequestLimit; retryAfterSeconds: number };
}

/**
 * The limits of one person's requests of any kind in this process: how many are open, their answers included, and how
 * many come in a second, by the generic cell rate algorithm. Costs about a microsecond, so that it can be asked before
 * anything else is done for a request.
 * @param limitsOf asked at each request, since a tenant's limits may change at any time
 * @param perSecond `MAX_REQUEST_RATE_PER_USER`
 * @param now monotonic milliseconds
 */
export function createPersonRequests(options: {
  limitsOf: (tenantId: string) => Pick<TenantLimits, "perUser">;
  perSecond: number;
  now: () => number;
}): PersonRequests & TenantMemory {
  const { limitsOf, perSecond, now } = options;
  const { openBesideCalls, burstSeconds } = admissionLimits;
  const intervalMs = 1_000 / perSecond;
  const burstMs = burstSeconds * 1_000;
  const open = createTally();
  /** Time at which a person's next request would come at an even rate. */
  const due = new LRUCache<string, number>(atMost(maxPeople));

  return {
    what: "limit",
    forget: (tenantIds) => forgetByKey(due, tenantIds),
    enter(caller) {
      const person = personKey(caller);
      if (open.of(person) >= limitsOf(caller.tenantId).perUser + openBesideCalls)
        return { over: "user_requests", retryAfterSeconds: 1 };
      const nowMs = now();
      const nextMs = Math.max(due.get(person) ?? 0, nowMs) + intervalMs;
      const overMs = nextMs - nowMs - burstMs;
      if (overMs > 0) return { over: "user_rate", retryAfterSeconds: Math.ceil(overMs / 1_000) };
      due.set(person, nextMs);
      open.add(person, 1);
      return { leave: () => open.add(person, -1) };
    },
  };
}

/** Time after which a client that does not read is disconnected. */
const waitMs = 5_000;

/** Room in this process for the answer to one request, from its first bytes until its client has read it. */
export interface AnswerRoom {
  /** Makes room for so many bytes more. Throws `rate_limited` or `unavailable` with seconds when there is none. */
  hold(bytes: number): void;
  /** The client has read the answer or has gone: from now on nothing is kept for it. */
  release(): void;
}

/**
 * Room for the answers of everybody, within `answerBytes` of `admission-limits.ts`. A tenant may have as much as is
 * free, so at most half; the rest is for others.
 */
export function createAnswerRooms({
  metrics,
  random,
}: {
  metrics: GatewayMetrics;
  random: () => number;
}): (person: Person) => AnswerRoom {
  const { answerBytes, answerBytesOfPerson } = admissionLimits;
  const everybody = "";
  const held = createTally();

  function reasonAgainst(person: Person, bytes: number) {
    const free = answerBytes - held.of(everybody);
    if (held.of(personKey(person)) + bytes > answerBytesOfPerson) return "user_answers";
    if (bytes > free) return "total_answers";
    return held.of(person.tenantId) + bytes > free ? "tenant_answers" : undefined;
  }

  return (person) => {
    let own = 0;
    let isOver = false;
    const count = (bytes: number) => {
      for (const key of [personKey(person), person.tenantId, everybody]) held.add(key, bytes);
      own += bytes;
    };
    return {
      hold(bytes) {
        if (isOver) return;
        const reason = reasonAgainst(person, bytes);
        if (reason !== undefined) throw admissionRefusal({ reason, metrics, waitMs, random });
        count(bytes);
      },
      release() {
        isOver = true;
        count(-own);
      },
    };
  };
}
