import { ToolError, type ToolErrorCode } from "#common/errors.ts";
import { toWholeSeconds } from "#workers/resilience/retry-after.ts";
import { consentLink } from "./admin-consent-url.ts";
import { EntraConfigurationError, EntraRefusal, EntraUnreachable, entraName, isTransient } from "./entra-failure.ts";

/** Closed set: the `class` label of `m365_obo_failures_total`. */
export type FailureClass =
  | "assertion"
  | "revoked"
  | "conditional_access"
  | "blocked"
  | "consent"
  | "not_assigned"
  | "loop"
  | "transient"
  | "configuration"
  | "identity"
  | "other";

interface Outcome {
  code: ToolErrorCode;
  class: FailureClass;
  message: string;
}

const signInAgain: Outcome = {
  code: "sign_in_required",
  class: "assertion",
  message: "Microsoft Entra no longer accepts this sign-in. Sign in to the connector again.",
};
/** The gateway checked the audience, so that its settings and the workers' must differ: the operator is told too. */
const wrongAudience: Outcome = { ...signInAgain, class: "configuration" };
const unknown: Outcome = {
  code: "sign_in_required",
  class: "other",
  message:
    "Microsoft Entra refused this sign-in for a reason that the connector does not know. Sign in to the connector again. If that does not help, give an Entra admin of your organisation the trace id.",
};
const revoked: Outcome = {
  code: "sign_in_required",
  class: "revoked",
  message:
    "This sign-in was ended: the password changed, the session was revoked, or the account was disabled. Sign in to the connector again.",
};
const conditionalAccess: Outcome = {
  code: "claims_challenge",
  class: "conditional_access",
  message:
    "Your organisation asks for another sign-in step, such as multi-factor authentication or a managed device. Sign in to the connector again. If that does not help, an Entra admin must apply the same Conditional Access policy to the connector's app.",
};
const blocked: Outcome = {
  code: "forbidden",
  class: "blocked",
  message:
    "A Conditional Access policy of your organisation blocks the connector. Signing in again does not help: ask an Entra admin, who finds the attempt in the non-interactive sign-in logs.",
};
const consent: Outcome = {
  code: "permission_missing",
  class: "consent",
  message: "Your organisation has not allowed the connector to read Microsoft 365. An Entra admin can grant it here:",
};
const notAssigned: Outcome = {
  code: "permission_missing",
  class: "not_assigned",
  message:
    "Your organisation lets only assigned people use the connector. Ask an Entra admin to assign you to its enterprise app.",
};
const loop: Outcome = {
  code: "rate_limited",
  class: "loop",
  message: "Microsoft Entra has seen too many sign-ins of this account in a short time. Try again in 60 seconds.",
};

const switchedOff: Outcome = {
  code: "permission_missing",
  class: "consent",
  message:
    'Your organisation has switched this connector off. An Entra admin can switch it on again: the Enterprise app\'s property "Enabled for users to sign-in".',
};

/** Entra's numbers (https://learn.microsoft.com/entra/identity-platform/reference-error-codes) and what they mean here. */
const outcomes: ReadonlyMap<number, Outcome> = new Map([
  // The assertion: bad signature, wrong audience, expired.
  [50013, signInAgain],
  [500131, wrongAudience],
  [500133, signInAgain],
  // The session: password changed, sign-in frequency, account disabled.
  [50173, revoked],
  [70043, revoked],
  [50057, revoked],
  // Conditional Access: MFA asked for, expired, to be set up, external; device compliant, managed, approved app; blocked.
  [50076, conditionalAccess],
  [50078, conditionalAccess],
  [50079, conditionalAccess],
  [50158, conditionalAccess],
  [53000, conditionalAccess],
  [53001, conditionalAccess],
  [53002, conditionalAccess],
  [53003, conditionalAccess],
  // Consent: none given, declined, only an admin may.
  [65001, consent],
  [65004, consent],
  [90094, consent],
  // "Assignment required", and this person is not.
  [50105, notAssigned],
  // An admin has disabled the connector's Enterprise app: the guide's way to stop everything.
  [7000112, switchedOff],
  // A request loop was seen.
  [50196, loop],
]);

/** Secret wrong or expired, certificate not registered, assertion's time range, no credential. */
const credentialNumbers = new Set([7000215, 7000222, 700027, 700024, 7000218]);

/** What an unknown number means, by its wire error. Undefined: the connector's own fault. */
function outcomeByError({ oauthError, suberror, claims }: EntraRefusal): Outcome | undefined {
  if (suberror === "consent_required" || oauthError === "consent_required") return consent;
  if (claims !== undefined) return conditionalAccess;
  return oauthError === "invalid_grant" || oauthError === "interaction_required" ? unknown : undefined;
}

const blockedByPolicy = 53003;

/**
 * Only a challenge with claims can be answered by the client; without them the policy simply blocks. So does 53003
 * where somebody has just signed in: the same sign-in once more would be refused once more.
 */
function outcomeOf(refusal: EntraRefusal, isFreshSignIn: boolean): Outcome | undefined {
  const outcome = outcomes.get(refusal.aadsts ?? 0) ?? outcomeByError(refusal);
  if (outcome !== conditionalAccess) return outcome;
  return refusal.claims === undefined || (isFreshSignIn && refusal.aadsts === blockedByPolicy) ? blocked : outcome;
}

function transientError(error: EntraRefusal | EntraUnreachable): ToolError {
  const refusal = error instanceof EntraRefusal ? error : undefined;
  const retryAfterSeconds = refusal?.retryAfterMs === undefined ? 10 : toWholeSeconds(refusal.retryAfterMs);
  const details = { retryAfterSeconds, ...(refusal?.traceId === undefined ? {} : { traceId: refusal.traceId }) };
  const isLimit = refusal?.status === 429;
  const problem = isLimit ? "limits how fast it may be asked" : "is not answering at the moment";
  const message = `${entraName} ${problem}. Try again in ${retryAfterSeconds} seconds.`;
  return new ToolError(isLimit ? "rate_limited" : "unavailable", message, details);
}

/**
 * What a failed exchange means to the caller, in our own words: Entra's text is never passed on, its trace id is.
 * @returns the error to give, and its class for the metric
 */
export function aadstsOutcome(
  failure: EntraRefusal | EntraUnreachable,
  { consentUrl, isFreshSignIn }: { consentUrl: string; isFreshSignIn: boolean },
): { error: ToolError | EntraConfigurationError; class: FailureClass } {
  if (failure instanceof EntraUnreachable || isTransient(failure))
    return { error: transientError(failure), class: "transient" };
  const { aadsts, oauthError, claims, traceId } = failure;
  const outcome = outcomeOf(failure, isFreshSignIn);
  if (outcome === undefined) {
    const code = aadsts === undefined ? `HTTP ${failure.status}` : `AADSTS${aadsts}`;
    // By its number alone where there is one: `invalid_client` is also said of one tenant's trouble.
    const isCredential = aadsts === undefined ? oauthError === "invalid_client" : credentialNumbers.has(aadsts);
    return { error: new EntraConfigurationError(code, isCredential), class: "configuration" };
  }
  const { code, message } = outcome;
  const error = new ToolError(code, outcome === consent ? `${message} ${consentLink(consentUrl)}` : message, {
    ...(traceId === undefined ? {} : { traceId }),
    ...(code === "claims_challenge" && claims !== undefined ? { claims } : {}),
    ...(outcome === consent ? { adminConsentUrl: consentUrl } : {}),
    ...(outcome === loop ? { retryAfterSeconds: 60 } : {}),
    ...(outcome === unknown ? { isCureUnsure: true } : {}),
  });
  return { error, class: outcome.class };
}
