import { LRUCache } from "lru-cache";
import type { GateLimits } from "./gate.ts";
import { tenantLimit } from "./request-limits.ts";

/** More tenants than meet limits at one time. */
const maxTenants = 20_000;

/**
 * Counts the scopes of each tenant that met a limit lately. A scope counts once, however often it is limited.
 * @param now monotonic milliseconds
 * @returns adds a scope; true when it makes the limit the tenant's, and then the count begins anew
 */
export function createLimitedScopes(now: () => number): (limits: Pick<GateLimits, "scope" | "tenant">) => boolean {
  const tenants = new LRUCache<string, ReadonlyMap<string, number>>({ max: maxTenants });
  return function addScope({ scope, tenant }) {
    const sinceMs = now() - tenantLimit.withinMs;
    const recent = new Map([...(tenants.get(tenant) ?? [])].filter(([, atMs]) => atMs > sinceMs));
    recent.set(scope, now());
    const isTenants = recent.size >= tenantLimit.scopes;
    if (isTenants) tenants.delete(tenant);
    else tenants.set(tenant, recent);
    return isTenants;
  };
}
