import type { Call } from "#common/call.ts";
import type { Caller } from "#common/caller.ts";
import { ToolError } from "#common/errors.ts";
import type { Workload } from "#common/workload.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";
import type { TenantLimits } from "./tenants/tenant-policy.ts";

export interface Admission {
  /** Lets a call in and gives what must be called when it ends. Throws `rate_limited` when there are too many. */
  admit(caller: Caller): () => void;
}

export interface AdmissionLimits {
  /** Calls in flight of one person and of one tenant. Asked at each call: they may change at any time. */
  limitsOf(tenantId: string): TenantLimits;
  total: number;
}

export interface Place {
  /** The call's place in the queue: lower numbers are served first. */
  priority: number;
  /** Must be called once when the call ends; `isServed` = a worker ran it to its end. */
  leave(isServed: boolean): void;
}

/** Lets calls in by what all gateways and workers can take. Rejects with `rate_limited` or `unavailable`. */
export interface CallAdmission {
  admit(call: Pick<Call, "requestId" | "caller">, workload: Workload): Promise<Place>;
}

/** How many calls one person, one tenant and all may have in flight in this process; see `shared-admission.ts` for all. */
export function createAdmission(limits: AdmissionLimits, metrics: GatewayMetrics): Admission {
  const inFlight = new Map<string, number>();

  const add = (key: string, change: 1 | -1) => {
    const count = (inFlight.get(key) ?? 0) + change;
    if (count === 0) inFlight.delete(key);
    else inFlight.set(key, count);
  };

  function refuse(reason: "user" | "tenant" | "total", message: string): never {
    metrics.shed.inc({ reason });
    throw new ToolError("rate_limited", message, { retryAfterSeconds: 1 });
  }

  return {
    admit({ tenantId, userId }) {
      const { perUser, perTenant } = limits.limitsOf(tenantId);
      const keys = { user: `${tenantId}:${userId}`, tenant: tenantId, total: "" };
      if ((inFlight.get(keys.user) ?? 0) >= perUser) {
        refuse("user", "You have too many calls running at once. Wait for one to end, then try again.");
      }
      if ((inFlight.get(keys.tenant) ?? 0) >= perTenant) {
        refuse("tenant", "Your organisation has too many calls running at once. Try again in a second.");
      }
      if ((inFlight.get(keys.total) ?? 0) >= limits.total) {
        refuse("total", "The connector is busy. Try again in a second.");
      }
      for (const key of Object.values(keys)) add(key, 1);
      return () => {
        for (const key of Object.values(keys)) add(key, -1);
      };
    },
  };
}
