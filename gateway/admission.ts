import type { Caller } from "#common/caller.ts";
import { ToolError } from "#common/errors.ts";
import type { GatewayMetrics } from "#common/metrics.ts";

export interface Admission {
  /** Lets a call in and gives what must be called when it ends. Throws `rate_limited` when there are too many. */
  admit(caller: Caller): () => void;
}

export interface AdmissionLimits {
  perUser: number;
  perTenant: number;
  total: number;
}

/** How many calls one person, one tenant and all may have in flight in this process. */
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
      const keys = { user: `${tenantId}:${userId}`, tenant: tenantId, total: "" };
      if ((inFlight.get(keys.user) ?? 0) >= limits.perUser) {
        refuse("user", "You have too many calls running at once. Wait for one to end, then try again.");
      }
      if ((inFlight.get(keys.tenant) ?? 0) >= limits.perTenant) {
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
