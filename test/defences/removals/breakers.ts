import { area, without } from "../removal.ts";

const breaker = "workers/resilience/service-breaker.ts";
const inResilience = (...names: string[]) => names.map((name) => `test/unit/workers/resilience/${name}`);
const noticedBy = inResilience("breaker-layer");

export const breakers = area("breakers and pauses", [
  without(breaker, noticedBy, {
    "needs failures of several persons to close a service to others": "severalPersons = 3 → severalPersons = 1",
    "needs them of most persons who ask": " || !isMost(failing, active)",
    "needs them in most tenants that are active": " || !isMost(failingTenants, tenants.size)",
    "lets other tenants pass where only one is active":
      "onlyTenant: others.length === 0 ? first : undefined → onlyTenant: others.length < 0 ? first : undefined",
    "takes the failures of retries for no evidence":
      ' || (result === "failure" && isRetry)) return; →  || (result === "answered" && isRetry)) return;',
    "keeps one person's failed probes from holding a breaker open": "if (failed.length < persons) return;",
    "keeps one tenant's failed probes from holding a breaker open for others":
      "onlyTenant = isOfOne ? probe.tenantId : undefined; → onlyTenant = isOfOne ? undefined : undefined;",
    "lets each tenant probe, whoever hangs": [
      "underWay.length >= persons && underWay.some(({ tenantId }) => tenantId === person.tenantId)",
      "underWay.length >= persons && underWay.some(({ tenantId }) => tenantId !== undefined)",
    ],
  }),
  without("workers/resilience/retry-after.ts", {
    "believes a pause for ten minutes at most": "maxPauseMs = 600_000 → maxPauseMs = 86_400_000",
  }),
  without("workers/resilience/shared-gate.ts", {
    "waits for the answer of a probe, over all workers":
      "if (tonumber(found[i]) or 0) > now then → if (tonumber(found[i]) or 0) < 0 then",
  }),
  without("workers/resilience/local-gate.ts", inResilience("throttle-layer"), {
    "waits for the answer of a probe without Redis": [
      "probing.some((key) => (probes.peek(key) ?? 0) > nowMs)",
      "probing.some((key) => (probes.peek(key) ?? 0) < 0)",
    ],
  }),
]);
