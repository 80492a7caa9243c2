import { LRUCache } from "lru-cache";
import { forgetByKey } from "#common/off-boarding.ts";
import type { Gate, GateAnswer, GateLimits } from "./gate.ts";
import { createLimitedScopes } from "./limited-scopes.ts";

/** More keys than have limits at one time. An evicted key meets Microsoft's own limit. */
const maxKeys = 20_000;

interface Turns {
  key: string;
  intervalMs: number;
  burst: number;
}

/** The pauses and rates that this process knows. Requests at once are counted in `wait-for-turn.ts`. */
export interface LocalGate extends Gate {
  ask(limits: GateLimits, maxWaitMs: number): GateAnswer;
  pauseLeftMs(limits: GateLimits): number;
  /** The scopes and tenants that were paused last. */
  pausedKeys(): Iterable<string>;
}

/** @param now monotonic milliseconds: a pause must not become longer when the machine's clock is corrected */
export function createLocalGate(now: () => number = () => performance.now()): LocalGate {
  const pauses = new LRUCache<string, number>({ max: maxKeys });
  const paces = new LRUCache<string, { intervalMs: number; untilMs: number }>({ max: maxKeys });
  /** When the next request would be due at an even rate (generic cell rate algorithm). */
  const clocks = new LRUCache<string, number>({ max: maxKeys });
  const limitedScopes = createLimitedScopes(now);

  function turnsOf({ tenant, rates }: GateLimits, nowMs: number): Turns[] {
    const pace = paces.get(tenant);
    const paced =
      pace !== undefined && pace.untilMs > nowMs ? [{ key: tenant, intervalMs: pace.intervalMs, burst: 1 }] : [];
    const rated = rates.map(({ key, perSecond, burst }) => ({ key, intervalMs: 1_000 / perSecond, burst }));
    return [...paced, ...rated];
  }

  const pauseLeftMs = ({ scope, tenant }: GateLimits) =>
    Math.ceil(Math.max(pauses.get(scope) ?? 0, pauses.get(tenant) ?? 0) - now());

  const pause = (key: string, forMs: number) => void pauses.set(key, Math.max(now() + forMs, pauses.get(key) ?? 0));

  return {
    what: "limit",
    forget(tenantIds) {
      limitedScopes.forget(tenantIds);
      return [pauses, paces, clocks].reduce((sum, entries) => sum + forgetByKey(entries, tenantIds), 0);
    },
    pausedKeys: () => pauses.keys(),
    pauseLeftMs,
    ask(limits, maxWaitMs) {
      const nowMs = now();
      const pauseMs = pauseLeftMs(limits);
      if (pauseMs > 0) return { state: "paused", waitMs: pauseMs };
      const booked = turnsOf(limits, nowMs).map(({ key, intervalMs, burst }) => {
        const due = Math.max(clocks.get(key) ?? 0, nowMs);
        return { key, afterMs: Math.max(0, due - nowMs - intervalMs * (burst - 1)), next: due + intervalMs };
      });
      const waitMs = Math.ceil(Math.max(0, ...booked.map(({ afterMs }) => afterMs)));
      if (waitMs > maxWaitMs) return { state: "paced", waitMs };
      for (const { key, next } of booked) clocks.set(key, next);
      return { state: "open", afterMs: waitMs, leave: () => undefined };
    },
    pause,
    async limit(limits, forMs) {
      pause(limits.scope, forMs);
      const isTenants = limitedScopes.add(limits);
      if (isTenants) pause(limits.tenant, forMs);
      return isTenants;
    },
    pace: (tenant, intervalMs, forMs) => void paces.set(tenant, { intervalMs, untilMs: now() + forMs }),
  };
}
