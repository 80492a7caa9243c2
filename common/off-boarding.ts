import type { MetricsOf, sharedMetrics } from "./metrics.ts";

/** Label `what` of `m365_off_boarded_total`. */
export type Forgotten = "checked_token" | "granted_scopes" | "graph_token" | "limit" | "name";

/** What a process remembers of tenants and their users. */
export interface TenantMemory {
  what: Forgotten;
  /** Forgets everything of these tenants, and returns how much that was. */
  forget(tenantIds: ReadonlySet<string>): number;
}

/** Tenants that may no longer use the connector: their calls end, and nothing of them is remembered. */
export interface OffBoarding {
  /** Returns how many calls of the tenant were running. */
  endCallsOf(tenantId: string): number;
  memories: readonly TenantMemory[];
  metrics: Pick<MetricsOf<typeof sharedMetrics>, "offBoarded">;
}

/**
 * Off-boards tenants: ends their calls before anything is forgotten, so that no call brings it back. The returned
 * function tells how many calls of each tenant were ended.
 */
export function createOffBoarding({ endCallsOf, memories, metrics }: OffBoarding) {
  // Prometheus must see a counter's zero to notice its first event.
  for (const what of ["tenant", "call", ...memories.map((memory) => memory.what)]) metrics.offBoarded.inc({ what }, 0);
  return function offBoard(tenantIds: Iterable<string>): ReadonlyMap<string, number> {
    const ended = new Map<string, number>();
    for (const tenantId of tenantIds) {
      const calls = endCallsOf(tenantId);
      ended.set(tenantId, calls);
      metrics.offBoarded.inc({ what: "tenant" });
      metrics.offBoarded.inc({ what: "call" }, calls);
    }
    const gone = new Set(ended.keys());
    for (const { what, forget } of memories) metrics.offBoarded.inc({ what }, forget(gone));
    return ended;
  };
}

const guidLength = 36;

/** The tenant ID with which a key begins. */
export const tenantOfKey = (key: string): string => key.slice(0, guidLength);

/** Removes the entries whose keys begin with the ID of one of the tenants, and returns how many there were. */
export function forgetByKey(
  entries: { keys(): Iterable<string>; delete(key: string): boolean },
  tenantIds: ReadonlySet<string>,
): number {
  const gone = [...entries.keys()].filter((key) => tenantIds.has(tenantOfKey(key)));
  for (const key of gone) entries.delete(key);
  return gone.length;
}
