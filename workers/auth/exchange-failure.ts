import { ToolError } from "#common/errors.ts";
import type { Logger } from "#common/logger.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { aadstsOutcome } from "./aadsts-outcome.ts";
import type { FailureClass } from "./aadsts-table.ts";
import { EntraConfigurationError, EntraRefusal, EntraUnreachable } from "./entra-failure.ts";
import { WrongIdentity } from "./token-identity.ts";

/**
 * How long a refusal is cached. Repeating a request that only a person can make succeed would lead to a loop error
 * (AADSTS50196). Transient failures and the connector's own faults are not cached.
 */
const cachedMs: Partial<Record<FailureClass, number>> = {
  assertion: 30_000,
  revoked: 30_000,
  conditional_access: 30_000,
  blocked: 30_000,
  consent: 30_000,
  not_assigned: 30_000,
  not_found: 30_000,
  other: 30_000,
  configuration: 30_000,
  loop: 60_000,
};

export interface ExplainedFailure {
  error: unknown;
  /** Present when the same exchange would be refused again. */
  refusal?: { error: ToolError; cachedMs: number };
}

interface FailedCall {
  consentUrl: string;
  /** The caller's token is only minutes old. */
  isFreshSignIn: boolean;
  requestId: string;
}

type Known = { error: ToolError | EntraConfigurationError | WrongIdentity; class: FailureClass };

/** Undefined for a failure that is not about the exchange: an open breaker, a caller that went away, a bug. */
function recognise(failure: unknown, call: FailedCall): Known | undefined {
  // A pause that Entra asked for.
  if (failure instanceof ToolError && failure.code === "rate_limited") return { error: failure, class: "transient" };
  if (failure instanceof WrongIdentity) return { error: failure, class: "identity" };
  if (failure instanceof EntraConfigurationError) return { error: failure, class: "configuration" };
  if (failure instanceof EntraRefusal || failure instanceof EntraUnreachable) return aadstsOutcome(failure, call);
  return undefined;
}

/** For the log: Entra's number, or the code of a missing answer. */
function codeOf(failure: unknown): string | undefined {
  if (failure instanceof EntraRefusal) return failure.aadsts === undefined ? undefined : `AADSTS${failure.aadsts}`;
  return failure instanceof EntraUnreachable ? failure.code : undefined;
}

/** Turns the failure of an exchange into the caller's error, counts it, and logs what the operator must resolve. */
export function createFailureExplainer(options: {
  metrics: WorkerMetrics;
  logger: Logger;
}): (failure: unknown, call: FailedCall) => ExplainedFailure {
  const { metrics, logger } = options;
  return (failure, call) => {
    const { requestId } = call;
    const known = recognise(failure, call);
    if (known === undefined) return { error: failure };
    const { error, class: failureClass } = known;
    metrics.oboFailures.inc({ class: failureClass });
    const traceId = failure instanceof EntraRefusal ? failure.traceId : undefined;
    if (error instanceof WrongIdentity) {
      logger.error({ requestId }, "Entra's answer to an exchange was for another identity; it was thrown away");
      return { error };
    }
    if (error instanceof EntraConfigurationError) {
      const problem = error.isCredential ? "its secret, certificate or federated token" : "its app registration";
      logger.error(
        { requestId, microsoftTraceId: traceId, code: error.code, problem },
        "the connector can't prove itself to Entra",
      );
      return { error };
    }
    const facts = { requestId, microsoftTraceId: traceId, code: codeOf(failure), outcome: error.code };
    if (failureClass === "configuration") logger.error(facts, "Entra says that callers' tokens are not for this app");
    else logger.info(facts, "an exchange was refused");
    const forMs = cachedMs[failureClass];
    return forMs === undefined ? { error } : { error, refusal: { error, cachedMs: forMs } };
  };
}
