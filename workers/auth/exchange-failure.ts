import { retryLater, ToolError } from "#common/errors.ts";
import type { Logger } from "#common/logger.ts";
import { toWholeSeconds } from "#workers/resilience/retry-after.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import {
  type AadstsRow,
  aadstsOutcomes,
  blockedOutcome,
  byConsent,
  conditionalAccess,
  consentOutcome,
  type FailureClass,
  loopOutcome,
  type Outcome,
  ownCredential,
  unknownOutcome,
} from "./aadsts-table.ts";
import { EntraConfigurationError, EntraRefusal, EntraUnreachable, entraName, isTransient } from "./entra-failure.ts";
import { WrongIdentity } from "./token-claims.ts";

/**
 * Address where an Entra admin of a tenant grants what the Server app asks for
 * (https://learn.microsoft.com/entra/identity-platform/v2-admin-consent).
 */
export function adminConsentUrl(options: { authorityHost: string; clientId: string; tenantId: string }): string {
  return `${options.authorityHost}/${options.tenantId}/adminconsent?client_id=${options.clientId}`;
}

/** The link with a warning: it grants more than is missing, including what was revoked on purpose. */
export const consentLink = (url: string): string =>
  `${url} This link grants all permissions registered for the connector.`;

/** The outcome of an unknown number, by its OAuth error. Undefined: the connector's own fault. */
function outcomeByError({ oauthError, suberror, claims }: EntraRefusal): Outcome | undefined {
  if (suberror === "consent_required" || oauthError === "consent_required") return consentOutcome;
  if (claims !== undefined) return conditionalAccess;
  return oauthError === "invalid_grant" || oauthError === "interaction_required" ? unknownOutcome : undefined;
}

const blockedByPolicy = 53003;

/**
 * A client can answer a challenge only with its claims; without claims the policy blocks. So does 53003 after a fresh
 * sign-in: another sign-in would be refused again.
 */
function outcomeOf(refusal: EntraRefusal, isFreshSignIn: boolean): AadstsRow | undefined {
  const outcome = aadstsOutcomes.get(refusal.aadsts ?? 0) ?? outcomeByError(refusal);
  if (outcome !== conditionalAccess) return outcome;
  return refusal.claims === undefined || (isFreshSignIn && refusal.aadsts === blockedByPolicy)
    ? blockedOutcome
    : outcome;
}

function transientError(error: EntraRefusal | EntraUnreachable): ToolError {
  const refusal = error instanceof EntraRefusal ? error : undefined;
  const retryAfterSeconds = refusal?.retryAfterMs === undefined ? 10 : toWholeSeconds(refusal.retryAfterMs);
  const details = { retryAfterSeconds, ...(refusal?.traceId === undefined ? {} : { traceId: refusal.traceId }) };
  const isLimit = refusal?.status === 429;
  return isLimit
    ? retryLater("rate_limited", `${entraName} limits the rate of requests`, details)
    : retryLater("unavailable", `${entraName} is not answering at the moment`, details);
}

/**
 * The error for the caller of a failed exchange, in our own words: Entra's text is never passed on, its trace id is.
 * @returns the error, and its class for the metric
 */
function aadstsOutcome(
  failure: EntraRefusal | EntraUnreachable,
  { consentUrl, isFreshSignIn }: { consentUrl: string; isFreshSignIn: boolean },
): { error: ToolError | EntraConfigurationError; class: FailureClass } {
  if (failure instanceof EntraUnreachable || isTransient(failure))
    return { error: transientError(failure), class: "transient" };
  const { aadsts, oauthError, claims, traceId } = failure;
  const outcome = outcomeOf(failure, isFreshSignIn);
  if (outcome === undefined || outcome === ownCredential) {
    const code = aadsts === undefined ? `HTTP ${failure.status}` : `AADSTS${aadsts}`;
    // A number decides alone: `invalid_client` also comes with problems of a single tenant.
    const isCredential = outcome === ownCredential || (aadsts === undefined && oauthError === "invalid_client");
    return { error: new EntraConfigurationError(code, isCredential), class: "configuration" };
  }
  const { code, message } = outcome;
  const error = new ToolError(code, byConsent.has(outcome) ? `${message} ${consentLink(consentUrl)}` : message, {
    ...(traceId === undefined ? {} : { traceId }),
    ...(code === "claims_challenge" && claims !== undefined ? { claims } : {}),
    ...(byConsent.has(outcome) ? { adminConsentUrl: consentUrl } : {}),
    ...(outcome === loopOutcome ? { retryAfterSeconds: 60 } : {}),
    ...(outcome === unknownOutcome ? { signInMayNotHelp: true } : {}),
  });
  return { error, class: outcome.class };
}

/**
 * How long a refusal is cached. Repeating a request that only a person can make succeed would lead to a loop error
 * (AADSTS50196). Transient failures and the connector's own faults are not cached.
 */
function cachedMsOf(failureClass: FailureClass): number | undefined {
  if (failureClass === "transient" || failureClass === "identity") return undefined;
  return failureClass === "loop" ? 60_000 : 30_000;
}

interface ExplainedFailure {
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

/** Code for the log: Entra's number, or that of a missing answer. */
function codeOf(failure: unknown): string | undefined {
  if (failure instanceof EntraRefusal) return failure.aadsts === undefined ? undefined : `AADSTS${failure.aadsts}`;
  return failure instanceof EntraUnreachable ? failure.code : undefined;
}

/** Turns the failure of an exchange into the caller's error, counts it, and logs what the operator must resolve. */
export function createFailureExplainer({ metrics, logger }: { metrics: WorkerMetrics; logger: Logger }) {
  return (failure: unknown, call: FailedCall): ExplainedFailure => {
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
    const forMs = cachedMsOf(failureClass);
    return forMs === undefined ? { error } : { error, refusal: { error, cachedMs: forMs } };
  };
}
