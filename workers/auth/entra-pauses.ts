import type { Caller } from "#common/caller.ts";
import type { Logger } from "#common/logger.ts";
import type { Gate, GateLimits } from "#workers/resilience/gate.ts";
import { entraLimits } from "#workers/resilience/request-limits.ts";
import { toWholeSeconds } from "#workers/resilience/retry-after.ts";
import { createWaitForTurn, type Turn } from "#workers/resilience/wait-for-turn.ts";
import { EntraRefusal, entraName, isTransient } from "./entra-failure.ts";

type Asker = Pick<Caller, "tenantId" | "userId">;

/** AADSTS90055: too many requests of the whole tenant. */
const tenantThrottled = 90055;

/**
 * A limit is one person's unless Entra says otherwise, so that nobody can block a tenant; an overload is everybody's.
 */
const isTenantWide = ({ status, aadsts }: EntraRefusal) => status !== 429 || aadsts === tenantThrottled;

/**
 * Sends each exchange within its limits, and keeps the pauses that Entra asks for by Retry-After: after a limit (429)
 * for the person, after an overload (503) or a limit of the tenant for everybody in the tenant, in all workers that
 * share the gate. An exchange whose turn comes too late for an answer is `rate_limited` at once.
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
    const limits = entraLimits(caller);
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
