import { createKeyedNames } from "#common/keyed-names.ts";
import type { TenantMemory } from "#common/off-boarding.ts";
import { deriveKey } from "#common/queue/envelope.ts";
import { type JobContent, keyPrefix } from "#common/queue/protocol.ts";
import { createRedisScript, type RedisConnection } from "#common/queue/redis.ts";
import type { SealingKeys } from "#common/settings.ts";

const dayMs = 24 * 3_600_000;

/**
 * Counts one search unless the day's are used up, and returns whether it did. The day begins with its first search.
 * KEYS: the tenant's count. ARGV: the most, and how long a day is.
 */
const countScript = `
local used = tonumber(redis.call('GET', KEYS[1]) or 0) or 0
if used >= tonumber(ARGV[1]) then return 0 end
redis.call('INCR', KEYS[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2], 'NX')
return 1
`;

/** The searches by meaning of each tenant, which Microsoft may bill. */
export interface Retrievals extends TenantMemory {
  /**
   * Counts a search of the tenant, for all gateways together, and tells whether Microsoft 365 may be asked. Undefined
   * for a tenant that has none. Rejects when Redis doesn't answer: nothing is asked that isn't counted.
   */
  count(tenantId: string): Promise<JobContent["retrieval"]>;
}

/** @param perDayOf asked at each search, since a tenant's limit may change at any time; 0: none */
export function createRetrievals(options: {
  redis: RedisConnection;
  keys: SealingKeys;
  perDayOf(tenantId: string): number;
}): Retrievals {
  const { redis, keys, perDayOf } = options;
  const nameOf = createKeyedNames(deriveKey(keys[0].key, "retrievals"));
  const count = createRedisScript(redis, countScript);
  return {
    what: "name",
    forget: nameOf.forget,
    async count(tenantId) {
      const perDay = perDayOf(tenantId);
      if (perDay === 0) return undefined;
      return (await count([`${keyPrefix}:retrievals:${nameOf(tenantId)}`], [perDay, dayMs])) === 1 ? "on" : "used-up";
    },
  };
}
