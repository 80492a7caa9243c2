import { LRUCache } from "lru-cache";
import { forgetByKey } from "#common/off-boarding.ts";
import { atMost } from "#common/once-per-window.ts";
import type { Gate, GateAnswer, GateLimits, Leave, Scopes } from "./gate.ts";
import { askAgainAfterProbeMs, maxProbeMs, tenantLimit } from "./request-limits.ts";
import { maxPauseMs } from "./retry-after.ts";

/** More tenants than meet limits at one time. */
const maxTenants = 20_000;

/**
 * Counts the scopes of each tenant that met a limit lately. A scope counts once, however often it is limited.
 * @param now monotonic milliseconds
 */
export function createLimitedScopes(now: () => number) {
  const tenants = new LRUCache<string, ReadonlyMap<string, number>>(atMost(maxTenants));
  return {
    /** Adds a scope; true when it makes the limit the tenant's, and then the count begins again. */
    add({ scope, tenant }: Scopes): boolean {
      const sinceMs = now() - tenantLimit.withinMs;
      const recent = new Map([...(tenants.get(tenant) ?? [])].filter(([, atMs]) => atMs > sinceMs));
      recent.set(scope, now());
      const isTenants = recent.size >= tenantLimit.scopes;
      if (isTenants) tenants.delete(tenant);
      else tenants.set(tenant, recent);
      return isTenants;
    },
    forget: (tenantIds: ReadonlySet<string>) => void forgetByKey(tenants, tenantIds),
  };
}

/** More keys than have limits at one time. An evicted key meets Microsoft's own limit. */
const maxKeys = 20_000;

interface Turns {
  key: string;
  intervalMs: number;
  burst: number;
}

/** The pauses and rates that this process knows. Requests at once are counted in `wait-for-turn.ts`. */
interface LocalGate extends Gate {
  ask(limits: GateLimits, maxWaitMs: number): GateAnswer;
  pauseLeftMs(limits: Scopes): number;
  /** The scopes and tenants that were paused last. */
  pausedKeys(): Iterable<string>;
  /** A request within these limits is a probe, as all processes together have found. */
  expectProbe(limits: Scopes): void;
  /** Whether requests within these limits wait for a probe, or for the pause before it. */
  awaitsProbe(limits: Scopes): boolean;
}

/** @param now monotonic milliseconds: a pause must not become longer when the machine's clock is corrected */
export function createLocalGate(now: () => number = () => performance.now()): LocalGate {
  const pauses = new LRUCache<string, number>(atMost(maxKeys));
  const paces = new LRUCache<string, { intervalMs: number; untilMs: number }>(atMost(maxKeys));
  /** Time at which the next request would be due at an even rate (generic cell rate algorithm). */
  const clocks = new LRUCache<string, number>(atMost(maxKeys));
  /** Until when the request that probes is waited for. */
  const probes = new LRUCache<string, number>(atMost(maxKeys));
  const limitedScopes = createLimitedScopes(now);

  function turnsOf({ tenant, rates }: GateLimits, nowMs: number): Turns[] {
    const pace = paces.get(tenant);
    const paced =
      pace !== undefined && pace.untilMs > nowMs ? [{ key: tenant, intervalMs: pace.intervalMs, burst: 1 }] : [];
    const rated = rates.map(({ key, perSecond, burst }) => ({ key, intervalMs: 1_000 / perSecond, burst }));
    return [...paced, ...rated];
  }

  const pauseLeftMs = ({ scope, tenant }: Scopes) =>
    Math.ceil(Math.max(pauses.get(scope) ?? 0, pauses.get(tenant) ?? 0) - now());

  function pause(key: string, forMs: number): void {
    pauses.set(key, Math.max(now() + forMs, pauses.get(key) ?? 0));
    if (forMs >= maxPauseMs) probes.set(key, 0);
  }

  const probesOf = ({ scope, tenant }: Scopes) => [scope, tenant].filter((key) => probes.has(key));

  function startProbe(keys: readonly string[]): Leave {
    const untilMs = now() + maxProbeMs;
    for (const key of keys) probes.set(key, untilMs);
    return () => {
      for (const key of keys) if (probes.peek(key) === untilMs) probes.set(key, 0);
    };
  }

  return {
    what: "limit",
    forget(tenantIds) {
      limitedScopes.forget(tenantIds);
      return [pauses, paces, clocks, probes].reduce((sum, entries) => sum + forgetByKey(entries, tenantIds), 0);
    },
    pausedKeys: () => pauses.keys(),
    pauseLeftMs,
    ask(limits, maxWaitMs) {
      const nowMs = now();
      const pauseMs = pauseLeftMs(limits);
      if (pauseMs > 0) return { state: "paused", waitMs: pauseMs };
      const probing = probesOf(limits);
      if (probing.some((key) => (probes.peek(key) ?? 0) > nowMs)) {
        return { state: "paused", waitMs: askAgainAfterProbeMs };
      }
      const booked = turnsOf(limits, nowMs).map(({ key, intervalMs, burst }) => {
        const due = Math.max(clocks.get(key) ?? 0, nowMs);
        return { key, afterMs: Math.max(0, due - nowMs - intervalMs * (burst - 1)), next: due + intervalMs };
      });
      const waitMs = Math.ceil(Math.max(0, ...booked.map(({ afterMs }) => afterMs)));
      if (waitMs > maxWaitMs) return { state: "paced", waitMs };
      for (const { key, next } of booked) clocks.set(key, next);
      return { state: "open", afterMs: waitMs, leave: startProbe(probing) };
    },
    pause,
    expectProbe: (limits) => void probes.set(limits.scope, 0),
    awaitsProbe: (limits) => probesOf(limits).length > 0,
    answered(limits) {
      if (pauseLeftMs(limits) <= 0) for (const key of probesOf(limits)) probes.delete(key);
    },
    async limit(limits, forMs) {
      pause(limits.scope, forMs);
      const isTenants = limitedScopes.add(limits);
      if (isTenants) pause(limits.tenant, forMs);
      return isTenants;
    },
    pace: (tenant, intervalMs, forMs) => void paces.set(tenant, { intervalMs, untilMs: now() + forMs }),
  };
}
