import { LRUCache } from "lru-cache";
import { forgetByKey, type TenantMemory } from "#common/off-boarding.ts";
import { atMost } from "#common/once-per-window.ts";
import type { GateLimits } from "./gate.ts";
import { tenantLimit } from "./request-limits.ts";

/** More tenants than meet limits at one time. */
const maxTenants = 20_000;

export interface LimitedScopes extends Pick<TenantMemory, "forget"> {
  /** Adds a scope; true when it makes the limit the tenant's, and then the count begins again. */
  add(limits: Pick<GateLimits, "scope" | "tenant">): boolean;
}

/**
 * Counts the scopes of each tenant that met a limit lately. A scope counts once, however often it is limited.
 * @param now monotonic milliseconds
 */
export function createLimitedScopes(now: () => number): LimitedScopes {
  const tenants = new LRUCache<string, ReadonlyMap<string, number>>(atMost(maxTenants));
  function add({ scope, tenant }: Pick<GateLimits, "scope" | "tenant">): boolean {
    const sinceMs = now() - tenantLimit.withinMs;
    const recent = new Map([...(tenants.get(tenant) ?? [])].filter(([, atMs]) => atMs > sinceMs));
    recent.set(scope, now());
    const isTenants = recent.size >= tenantLimit.scopes;
    if (isTenants) tenants.delete(tenant);
    else tenants.set(tenant, recent);
    return isTenants;
  }

  return { add, forget: (tenantIds) => forgetByKey(tenants, tenantIds) };
}
