import { alike, area } from "../removal.ts";

const breaker = "workers/resilience/service-breaker.ts";
const inResilience = (...names: string[]) => names.map((name) => `test/unit/workers/resilience/${name}`);
const noticedBy = inResilience("breaker-layer");

export const breakers = area("breakers and pauses", [
  ...alike({ file: breaker, noticedBy }, [
    {
      defence: "needs failures of several persons to close a service to others",
      find: "severalPersons = 3",
      put: "severalPersons = 1",
    },
    { defence: "needs them of most persons who ask", find: " || !isMost(failing, active)" },
    { defence: "needs them in most tenants that are active", find: " || !isMost(failingTenants, tenants.size)" },
    {
      defence: "lets other tenants pass where only one is active",
      find: "onlyTenant: others.length === 0 ? first : undefined",
      put: "onlyTenant: others.length < 0 ? first : undefined",
    },
    {
      defence: "takes the failures of retries for no evidence",
      find: ' || (result === "failure" && isRetry)) return;',
      put: ' || (result === "answered" && isRetry)) return;',
    },
    {
      defence: "keeps one person's failed probes from holding a breaker open",
      find: "if (failed.length < persons) return;",
    },
    {
      defence: "keeps one tenant's failed probes from holding a breaker open for others",
      find: "onlyTenant = isOfOne ? probe.tenantId : undefined;",
      put: "onlyTenant = isOfOne ? undefined : undefined;",
    },
    {
      defence: "lets each tenant probe, whoever hangs",
      find: "underWay.length >= persons && underWay.some(({ tenantId }) => tenantId === person.tenantId)",
      put: "underWay.length >= persons && underWay.some(({ tenantId }) => tenantId !== undefined)",
    },
  ]),
  {
    defence: "believes a pause for ten minutes at most",
    file: "workers/resilience/retry-after.ts",
    find: "maxPauseMs = 600_000",
    put: "maxPauseMs = 86_400_000",
  },
  {
    defence: "waits for the answer of a probe, over all workers",
    file: "workers/resilience/shared-gate.ts",
    find: "if (tonumber(found[i]) or 0) > now then",
    put: "if (tonumber(found[i]) or 0) < 0 then",
  },
  {
    defence: "waits for the answer of a probe without Redis",
    file: "workers/resilience/local-gate.ts",
    find: "probing.some((key) => (probes.peek(key) ?? 0) > nowMs)",
    put: "probing.some((key) => (probes.peek(key) ?? 0) < 0)",
    noticedBy: inResilience("throttle-layer"),
  },
]);
