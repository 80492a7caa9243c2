import { LRUCache } from "lru-cache";
import type { Gate, GateAnswer, GateLimits } from "./gate.ts";

/** More keys than have limits at one time; who falls out meets Microsoft's own limit. */
const mostKeys = 20_000;

interface Turns {
  key: string;
  intervalMs: number;
  burst: number;
}

/** What this process alone knows of pauses and rates. How many are under way is counted by `concurrencyLimit`. */
export interface LocalGate extends Gate {
  ask(limits: GateLimits, mostWaitMs: number): GateAnswer;
  pauseLeftMs(limits: GateLimits): number;
}

/** @param now milliseconds by a clock that nobody sets: a pause may not become longer when a machine's time is corrected */
export function createLocalGate(now: () => number = () => performance.now()): LocalGate {
  const pauses = new LRUCache<string, number>({ max: mostKeys });
  const paces = new LRUCache<string, { intervalMs: number; untilMs: number }>({ max: mostKeys });
  /** When the next request would be due if all came evenly. */
  const clocks = new LRUCache<string, number>({ max: mostKeys });

  function turnsOf({ tenant, rates }: GateLimits, nowMs: number): Turns[] {
    const pace = paces.get(tenant);
    const paced =
      pace !== undefined && pace.untilMs > nowMs ? [{ key: tenant, intervalMs: pace.intervalMs, burst: 1 }] : [];
    const rated = rates.map(({ key, perSecond, burst }) => ({ key, intervalMs: 1_000 / perSecond, burst }));
    return [...paced, ...rated];
  }

  const pauseLeftMs = ({ scope, tenant }: GateLimits) =>
    Math.ceil(Math.max(pauses.get(scope) ?? 0, pauses.get(tenant) ?? 0) - now());

  return {
    pauseLeftMs,
    ask(limits, mostWaitMs) {
      const nowMs = now();
      const pauseMs = pauseLeftMs(limits);
      if (pauseMs > 0) return { state: "paused", waitMs: pauseMs };
      const booked = turnsOf(limits, nowMs).map(({ key, intervalMs, burst }) => {
        const due = Math.max(clocks.get(key) ?? 0, nowMs);
        return { key, afterMs: Math.max(0, due - nowMs - intervalMs * (burst - 1)), next: due + intervalMs };
      });
      const waitMs = Math.ceil(Math.max(0, ...booked.map(({ afterMs }) => afterMs)));
      if (waitMs > mostWaitMs) return { state: "paced", waitMs };
      for (const { key, next } of booked) clocks.set(key, next);
      return { state: "open", afterMs: waitMs, leave: () => undefined };
    },
    pause: (key, forMs) => void pauses.set(key, Math.max(now() + forMs, pauses.get(key) ?? 0)),
    pace: (tenant, intervalMs, forMs) => void paces.set(tenant, { intervalMs, untilMs: now() + forMs }),
  };
}
