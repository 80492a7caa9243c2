import { GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import { free, type ServiceLimit } from "#test/fake-tenant/graph/service-limit.ts";
import type { World } from "#test/fake-tenant/world/world.ts";

const teamsPath = /^\/v1\.0\/(?:me\/)?(?:chats|teams|joinedTeams|teamwork)\b(?!.*\/messages\b)/i;

/**
 * What an app may read of Teams in a tenant and second but for messages; each part of a `$batch` counts
 * (https://learn.microsoft.com/graph/throttling-limits#microsoft-teams-service-limits).
 */
export function createTeamsRate(world: World): ServiceLimit {
  const begun = new Map<string, number[]>();
  return {
    admit(request) {
      const { tenantId } = request.log;
      if (tenantId === null || !teamsPath.test(request.rawPath)) return free;
      const nowMs = world.now();
      const ofSecond = (begun.get(tenantId) ?? []).filter((atMs) => atMs > nowMs - 1_000);
      begun.set(tenantId, ofSecond);
      const { teamsReadsPerSecond } = world.behaviour;
      if (ofSecond.length >= teamsReadsPerSecond) {
        const refusal = new GraphRefusal(429, "TooManyRequests", "Too many requests.", {
          headers: { "retry-after": "1" },
        });
        return { ...free, refusal };
      }
      ofSecond.push(nowMs);
      return free;
    },
  };
}
