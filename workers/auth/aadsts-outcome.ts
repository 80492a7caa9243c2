import { retryLater, ToolError } from "#common/errors.ts";
import { toWholeSeconds } from "#workers/resilience/retry-after.ts";
import {
  blocked,
  byConsent,
  conditionalAccess,
  consent,
  type FailureClass,
  loop,
  type Outcome,
  outcomes,
  ownCredential,
  type Row,
  unknown,
} from "./aadsts-table.ts";
import { consentLink } from "./admin-consent-url.ts";
import { EntraConfigurationError, EntraRefusal, EntraUnreachable, entraName, isTransient } from "./entra-failure.ts";

/** The outcome of an unknown number, by its OAuth error. Undefined: the connector's own fault. */
function outcomeByError({ oauthError, suberror, claims }: EntraRefusal): Outcome | undefined {
  if (suberror === "consent_required" || oauthError === "consent_required") return consent;
  if (claims !== undefined) return conditionalAccess;
  return oauthError === "invalid_grant" || oauthError === "interaction_required" ? unknown : undefined;
}

const blockedByPolicy = 53003;

/**
 * A client can answer a challenge only with its claims; without claims the policy blocks. So does 53003 after a fresh
 * sign-in: another sign-in would be refused again.
 */
function outcomeOf(refusal: EntraRefusal, isFreshSignIn: boolean): Row | undefined {
  const outcome = outcomes.get(refusal.aadsts ?? 0) ?? outcomeByError(refusal);
  if (outcome !== conditionalAccess) return outcome;
  return refusal.claims === undefined || (isFreshSignIn && refusal.aadsts === blockedByPolicy) ? blocked : outcome;
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
export function aadstsOutcome(
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
    ...(outcome === loop ? { retryAfterSeconds: 60 } : {}),
    ...(outcome === unknown ? { signInMayNotHelp: true } : {}),
  });
  return { error, class: outcome.class };
}
