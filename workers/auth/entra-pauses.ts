import type { Caller } from "#common/caller.ts";
import type { Logger } from "#common/logger.ts";
import type { Gate, GateLimits } from "#workers/resilience/gate.ts";
import { toWholeSeconds } from "#workers/resilience/retry-after.ts";
import { createWaitForTurn, type Turn } from "#workers/resilience/wait-for-turn.ts";
import { EntraRefusal, entraName, isTransient } from "./entra-failure.ts";

type Asker = Pick<Caller, "tenantId" | "userId">;

/** Entra publishes no limit of exchanges at once; the sign-ins of one person stay far below this. */
const atOnce = 1_000;

/** AADSTS90055: too many requests of the whole tenant. */
const tenantThrottled = 90055;

const limitsOf = ({ tenantId, userId }: Asker): GateLimits => ({
  scope: `${tenantId}|${userId}|entra`,
  tenant: `${tenantId}|entra`,
  atOnce,
  rates: [],
});

/** A limit is one person's unless Entra says otherwise, so that nobody can shut a tenant out; an overload is everybody's. */
const isTenantWide = ({ status, aadsts }: EntraRefusal) => status !== 429 || aadsts === tenantThrottled;

/**
 * Keeps the pauses that Entra asks for by Retry-After: after a limit (429) for the person, after an overload (503) or a
 * limit of the tenant for everybody of the tenant, in all workers that share the gate. An exchange waits for the end if
 * Entra has time to answer it then, and is `rate_limited` with seconds at once if not.
 */
export function createEntraPauses(options: { gate: Gate; logger: Logger; now: () => number; random: () => number }) {
  const { gate, logger } = options;
  const waitForTurn = createWaitForTurn(options);

  function learn(error: unknown, { scope, tenant }: GateLimits): void {
    if (!(error instanceof EntraRefusal && isTransient(error)) || error.retryAfterMs === undefined) return;
    const isForAll = isTenantWide(error);
    gate.pause(isForAll ? tenant : scope, error.retryAfterMs);
    const retryAfterSeconds = toWholeSeconds(error.retryAfterMs);
    logger[isForAll ? "warn" : "info"](
      { retryAfterSeconds, microsoftTraceId: error.traceId },
      isForAll ? "Entra asks for a pause of a tenant's sign-ins" : "Entra asks for a pause of a person's sign-ins",
    );
  }

  return async function inTurn<T>(
    caller: Asker,
    until: Pick<Turn, "deadlineMs" | "signal">,
    exchange: () => Promise<T>,
  ): Promise<T> {
    const limits = limitsOf(caller);
    const leave = await waitForTurn({ limits, displayName: entraName, ...until });
    try {
      return await exchange();
    } catch (error) {
      learn(error, limits);
      throw error;
    } finally {
      leave();
    }
  };
}
