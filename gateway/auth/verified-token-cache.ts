import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { TenantMemory } from "#common/off-boarding.ts";
import { atMost } from "#common/once-per-window.ts";
import { createSingleFlight } from "#common/single-flight.ts";
import { clockSkewSeconds } from "./token-rules.ts";
import type { AcceptedToken, TokenValidation, TokenValidator } from "./token-validator.ts";

/** Long enough for the calls of one conversation turn, short enough for a withdrawn signing key. */
const maxAgeMs = 60_000;
const maxTokens = 20_000;

/**
 * Caches valid tokens for at most 60 s, by their SHA-256 only; their times are checked at each use. Requests with a
 * token that is being validated wait for that validation. Refusals are not cached, so invalid tokens don't displace
 * valid ones, and are accepted once the cause is gone. The policy of a tenant is not part of the cached result; but
 * tokens of a tenant that may not call aren't cached.
 */
export function createVerifiedTokenCache(options: {
  validator: TokenValidator;
  isEnabled: (tenantId: string) => boolean;
  now: () => number;
}): TokenValidator & TenantMemory {
  const { validator, isEnabled, now } = options;
  const accepted = new LRUCache<string, { validation: AcceptedToken; keptUntilMs: number }>(atMost(maxTokens));
  const validations = createSingleFlight<TokenValidation>();

  function find(digest: string): AcceptedToken | undefined {
    const entry = accepted.get(digest);
    if (entry === undefined) return undefined;
    const nowMs = now();
    const { validation, keptUntilMs } = entry;
    const isInTime =
      nowMs < (validation.caller.expiresAtSeconds + clockSkewSeconds) * 1000 &&
      nowMs >= (validation.notBeforeSeconds - clockSkewSeconds) * 1000;
    if (isInTime && nowMs < keptUntilMs) return validation;
    accepted.delete(digest);
    return undefined;
  }

  async function validate(digest: string, bearerToken: string): Promise<TokenValidation> {
    const validation = await validator.validate(bearerToken);
    if (validation.ok && isEnabled(validation.caller.tenantId)) {
      accepted.set(digest, { validation, keptUntilMs: now() + maxAgeMs });
    }
    return validation;
  }

  return {
    what: "checked_token",
    forget(tenantIds) {
      const theirs = [...accepted.entries()].filter(([, { validation }]) => tenantIds.has(validation.caller.tenantId));
      for (const [digest] of theirs) accepted.delete(digest);
      return theirs.length;
    },
    async validate(bearerToken) {
      const digest = hash("sha256", bearerToken, "base64url");
      return find(digest) ?? (await validations.run(digest, () => validate(digest, bearerToken)));
    },
  };
}
