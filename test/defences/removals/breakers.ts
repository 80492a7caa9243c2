import type { Area } from "../removal.ts";

const breaker = "workers/resilience/service-breaker.ts";
const circuit = "workers/resilience/service-breaker.ts";
const inResilience = (...names: string[]) => names.map((name) => `test/unit/workers/resilience/${name}`);
const noticedBy = inResilience("breaker-layer");

export const breakers: Area = {
  name: "breakers and pauses",
  removals: [
    {
      defence: "needs failures of several persons to close a service to others",
      file: breaker,
      find: "severalPersons = 3",
      put: "severalPersons = 1",
      noticedBy,
    },
    {
      defence: "needs them of most persons who ask",
      file: breaker,
      find: " || !isMost(failing, active)",
      put: "",
      noticedBy,
    },
    {
      defence: "needs them in most tenants that are active",
      file: breaker,
      find: " || !isMost(failingTenants, tenants.size)",
      put: "",
      noticedBy,
    },
    {
      defence: "lets other tenants pass where only one is active",
      file: breaker,
      find: "onlyTenant: others.length === 0 ? first : undefined",
      put: "onlyTenant: others.length < 0 ? first : undefined",
      noticedBy,
    },
    {
      defence: "takes the failures of retries for no evidence",
      file: breaker,
      find: ' || (result === "failure" && isRetry)) return;',
      put: ' || (result === "answered" && isRetry)) return;',
      noticedBy,
    },
    {
      defence: "keeps one person's failed probes from holding a breaker open",
      file: circuit,
      find: "if (failed.length < persons) return;",
      put: "",
      noticedBy,
    },
    {
      defence: "keeps one tenant's failed probes from holding a breaker open for others",
      file: circuit,
      find: "onlyTenant = isOfOne ? probe.tenantId : undefined;",
      put: "onlyTenant = isOfOne ? undefined : undefined;",
      noticedBy,
    },
    {
      defence: "lets each tenant probe, whoever hangs",
      file: circuit,
      find: "underWay.length >= persons && underWay.some(({ tenantId }) => tenantId === person.tenantId)",
      put: "underWay.length >= persons && underWay.some(({ tenantId }) => tenantId !== undefined)",
      noticedBy,
    },
    {
      defence: "believes a pause for ten minutes at most",
      file: "workers/resilience/retry-after.ts",
      find: "maxPauseMs = 600_000",
      put: "maxPauseMs = 86_400_000",
      noticedBy: inResilience("retry-after"),
    },
    {
      defence: "waits for the answer of a probe, over all workers",
      file: "workers/resilience/shared-gate.ts",
      find: "if (tonumber(found[i]) or 0) > now then",
      put: "if (tonumber(found[i]) or 0) < 0 then",
      noticedBy: inResilience("shared-gate"),
    },
    {
      defence: "waits for the answer of a probe without Redis",
      file: "workers/resilience/local-gate.ts",
      find: "probing.some((key) => (probes.peek(key) ?? 0) > nowMs)",
      put: "probing.some((key) => (probes.peek(key) ?? 0) < 0)",
      noticedBy: inResilience("throttle-layer"),
    },
  ],
};
