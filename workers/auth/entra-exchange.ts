import { setTimeout as delay } from "node:timers/promises";
import type { AssertedCall, Person } from "#common/call.ts";
import type { Logger } from "#common/logger.ts";
import type { Gate, GateLimits } from "#workers/resilience/gate.ts";
import { entraLimits, maxConnections } from "#workers/resilience/request-limits.ts";
import { toWholeSeconds } from "#workers/resilience/retry-after.ts";
import { createRetryBudget, maxRetries, retryDelayMs } from "#workers/resilience/retry-budget.ts";
import { createTenantShare } from "#workers/resilience/semaphores.ts";
import { type BreakerOutcome, createServiceBreaker } from "#workers/resilience/service-breaker.ts";
import { createWaitForTurn, type Turn } from "#workers/resilience/wait-for-turn.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { EntraRefusal, EntraUnreachable, entraName, isTransient } from "./entra-failure.ts";
import { type ExchangedToken, grantedScopes } from "./graph-token.ts";
import type { createTenantApps, MsalNetwork } from "./msal-apps.ts";
import { assertSameIdentity } from "./token-claims.ts";

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
function createEntraPauses(options: { gate: Gate; logger: Logger; now: () => number; random: () => number }) {
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

interface ExchangeOptions {
  /** Raw JSON from a claims challenge by Graph. */
  claims: string | undefined;
  /** Aborts when nobody waits for this exchange any more; several calls may share one. */
  signal: AbortSignal;
}

/** Longest time of an exchange, retries included. */
const exchangeLimitMs = 5_000;

/**
 * How long the breaker stays open. An exchange is small, and nobody can do anything without it: one a second and worker
 * is little for Entra, and everybody is served a second after it is back.
 */
const breakerResetMs = 1_000;

/**
 * Judges an outcome for the breaker, which only Entra's own failures open, a 5xx with Retry-After among them: a refusal
 * is about one caller or about us, and a limit is for the gate.
 */
function judge(outcome: { value: unknown } | { error: unknown }): BreakerOutcome {
  if ("value" in outcome) return "success";
  const { error } = outcome;
  if (error instanceof EntraUnreachable) return "failure";
  if (!(error instanceof EntraRefusal)) return "neutral";
  return error.status >= 500 ? "failure" : "answered";
}

/**
 * Exchanges a caller's token with Entra for one of Graph, by a request each time. Transient failures are retried within
 * 5 seconds, as long as few exchanges are retries, and a pause that Entra asked for is kept. Rejects with
 * `EntraRefusal`, `EntraUnreachable`, `WrongIdentity`, the signal's reason, `rate_limited` when such a pause lasts too
 * long, or `unavailable` while the breaker is open.
 */
export function createEntraExchange(options: {
  graphBaseUrl: string;
  authorityHost: string;
  appFor: ReturnType<typeof createTenantApps>["appFor"];
  network: MsalNetwork;
  gate: Gate;
  metrics: WorkerMetrics;
  logger: Logger;
  now: () => number;
  random: () => number;
}) {
  const { graphBaseUrl, authorityHost, appFor, network, metrics, now, random } = options;
  const breaker = createServiceBreaker({
    service: "entra",
    displayName: entraName,
    resetMs: breakerResetMs,
    metrics,
    now,
    random,
  });
  const inTurn = createEntraPauses(options);
  const budget = createRetryBudget(now);
  const inShare = createTenantShare(maxConnections.entra.ofTenant);

  /** `.default` requests every permission that the tenant granted; the answer lists them. */
  async function attempt({ call, userAssertion }: AssertedCall, claims: string | undefined): Promise<ExchangedToken> {
    const { caller, requestId } = call;
    const app = appFor(caller.tenantId);
    const result = await app
      .acquireTokenOnBehalfOf({
        oboAssertion: userAssertion,
        scopes: [`${graphBaseUrl}/.default`],
        authority: `${authorityHost}/${caller.tenantId}`,
        skipCache: true,
        ...(claims === undefined ? {} : { claims }),
        correlationId: requestId,
      })
      // MSAL would keep a refresh token per user, and get slower with each.
      .finally(() => app.clearCache());
    if (result === null || result.expiresOn === null) throw new Error("MSAL gave no token and no error");
    assertSameIdentity(caller, result);
    return {
      accessToken: result.accessToken,
      scopes: grantedScopes(result.scopes, graphBaseUrl),
      expiresAtMs: result.expiresOn.getTime(),
    };
  }

  async function exchange(asserted: AssertedCall, options: ExchangeOptions): Promise<ExchangedToken> {
    const endsAtMs = now() + exchangeLimitMs;
    const timeUp = AbortSignal.timeout(exchangeLimitMs);
    const signal = AbortSignal.any([options.signal, timeUp]);
    const failWith = (error: unknown) =>
      Promise.reject(error === timeUp.reason ? new EntraUnreachable("TIMEOUT") : error);
    const person = asserted.call.caller;
    const ask = (isRetry: boolean) =>
      breaker.run(
        { person, isRetry },
        () =>
          inShare(person.tenantId, signal, () => network.run(signal, () => attempt(asserted, options.claims))).catch(
            failWith,
          ),
        judge,
      );
    budget.countFirst();
    for (let tries = 0; ; tries += 1) {
      try {
        return await inTurn(person, { deadlineMs: endsAtMs, signal }, () => ask(tries > 0));
      } catch (caught) {
        const error = caught === timeUp.reason ? new EntraUnreachable("TIMEOUT") : caught;
        if (!isTransient(error) || tries === maxRetries) throw error;
        const retryAfterMs = error instanceof EntraRefusal ? error.retryAfterMs : undefined;
        const delayMs = retryDelayMs(tries, retryAfterMs, random);
        if (now() + delayMs >= endsAtMs || !budget.take(person.tenantId)) throw error;
        await delay(delayMs, undefined, { signal }).catch(() => failWith(signal.reason));
      }
    }
  }

  return { exchange, forget: breaker.forget, close: breaker.close };
}
