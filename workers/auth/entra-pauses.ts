import type { Logger } from "#common/logger.ts";
import type { Person } from "#common/person.ts";
import type { Gate, GateLimits } from "#workers/resilience/gate.ts";
import { entraLimits } from "#workers/resilience/request-limits.ts";
import { toWholeSeconds } from "#workers/resilience/retry-after.ts";
import { createWaitForTurn, type Turn } from "#workers/resilience/wait-for-turn.ts";
import { EntraRefusal, entraName, isTransient } from "./entra-failure.ts";

type Limit = EntraRefusal & { retryAfterMs: number };

/** A 5xx with Retry-After is an outage and for the breaker: Entra may be back long before that time. */
const isLimit = (error: unknown): error is Limit =>
  error instanceof EntraRefusal && isTransient(error) && error.status < 500 && Boolean(error.retryAfterMs);

/**
 * Sends each exchange within its limits, and keeps the pauses that Entra asks for by a limit (429) with Retry-After, in
 * all workers that share the gate. A pause is the person's, whatever the limit's number says, so that nobody can block
 * a tenant; three persons of a tenant within ten seconds make it the tenant's. An exchange whose turn comes too late
 * for an answer is `rate_limited` at once.
 */
export function createEntraPauses(options: { gate: Gate; logger: Logger; now: () => number; random: () => number }) {
  const { gate, logger } = options;
  const waitForTurn = createWaitForTurn(options);

  async function learn(error: unknown, limits: GateLimits): Promise<void> {
    if (!isLimit(error)) return;
    const { retryAfterMs, traceId } = error;
    const isTenants = await gate.limit(limits, retryAfterMs);
    logger[isTenants ? "warn" : "info"](
      { retryAfterSeconds: toWholeSeconds(retryAfterMs), microsoftTraceId: traceId },
      isTenants
        ? "Entra asks for a pause of a tenant's sign-ins, by several persons' limits"
        : "Entra asks for a pause of a person's sign-ins",
    );
  }

  return async function inTurn<T>(
    caller: Person,
    until: Pick<Turn, "deadlineMs" | "signal">,
    exchange: () => Promise<T>,
  ): Promise<T> {
    const limits = entraLimits(caller);
    const leave = await waitForTurn({ limits, displayName: entraName, ...until });
    try {
      const exchanged = await exchange();
      gate.answered(limits);
      return exchanged;
    } catch (error) {
      if (error instanceof EntraRefusal && !isTransient(error)) gate.answered(limits);
      await learn(error, limits);
      throw error;
    } finally {
      leave();
    }
  };
}
