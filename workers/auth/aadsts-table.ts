import type { ToolErrorCode } from "#common/errors.ts";

/** Closed set: the `class` label of `m365_obo_failures_total`. */
export type FailureClass =
  | "assertion"
  | "revoked"
  | "conditional_access"
  | "blocked"
  | "consent"
  | "not_assigned"
  | "not_found"
  | "loop"
  | "transient"
  | "configuration"
  | "identity"
  | "other";

export interface Outcome {
  code: ToolErrorCode;
  class: FailureClass;
  message: string;
}

const signInAgain: Outcome = {
  code: "sign_in_required",
  class: "assertion",
  message: "Microsoft Entra no longer accepts this sign-in. Sign in to the connector again.",
};
/** The gateway has checked the audience, so its settings differ from the workers': the operator is told, too. */
const wrongAudience: Outcome = { ...signInAgain, class: "configuration" };
export const unknownOutcome: Outcome = {
  code: "sign_in_required",
  class: "other",
  message:
    "Microsoft Entra refused this sign-in for a reason that the connector does not know. Sign in to the connector " +
    "again. If that does not help, give an Entra admin of your organisation the trace id.",
};
const revoked: Outcome = {
  code: "sign_in_required",
  class: "revoked",
  message:
    "This sign-in was ended: the password changed, the session was revoked, or the account was disabled. Sign in " +
    "to the connector again.",
};
export const conditionalAccess: Outcome = {
  code: "claims_challenge",
  class: "conditional_access",
  message:
    "Your organisation asks for another sign-in step, such as multi-factor authentication or a managed device. " +
    "Sign in to the connector again. If that does not help, an Entra admin must apply the same Conditional Access " +
    "policy to the connector's app.",
};
export const blockedOutcome: Outcome = {
  code: "forbidden",
  class: "blocked",
  message:
    "A Conditional Access policy of your organisation blocks the connector. Signing in again does not help: ask an " +
    "Entra admin, who finds the attempt in the non-interactive sign-in logs.",
};
export const consentOutcome: Outcome = {
  code: "permission_missing",
  class: "consent",
  message: "Your organisation has not allowed the connector to read Microsoft 365. An Entra admin can grant it here:",
};
const notAssigned: Outcome = {
  code: "permission_missing",
  class: "not_assigned",
  message:
    "Your organisation lets only assigned people use the connector. Ask an Entra admin to assign you to its " +
    "enterprise app.",
};
export const loopOutcome: Outcome = {
  code: "rate_limited",
  class: "loop",
  message: "Microsoft Entra has seen too many sign-ins of this account in a short time. Try again in 60 seconds.",
};

const switchedOff: Outcome = {
  code: "permission_missing",
  class: "consent",
  message:
    "Your organisation has switched this connector off. An Entra admin can switch it on again: the Enterprise " +
    'app\'s property "Enabled for users to sign-in".',
};

/** Entra does not find the app, or Graph, in this one tenant. */
const appMissing: Outcome = {
  code: "permission_missing",
  class: "not_found",
  message:
    "The connector's enterprise application is missing in your organisation: it was removed, or nobody has " +
    "consented to it. An Entra admin can add it here:",
};
const tenantMissing: Outcome = {
  code: "forbidden",
  class: "not_found",
  message:
    "Microsoft Entra does not find your organisation's directory: it was deleted, or has no active subscription. " +
    "Signing in again does not help: ask an Entra admin of your organisation.",
};

/** The outcomes that admin consent resolves. */
export const byConsent: ReadonlySet<Outcome> = new Set([consentOutcome, appMissing]);

/** The connector can't prove itself: its operator must act. */
export const ownCredential = "the connector's own credential";

export type AadstsRow = Outcome | typeof ownCredential;

const numbers: readonly (readonly [AadstsRow, readonly number[]])[] = [
  // The assertion: bad signature, expired; wrong audience.
  [signInAgain, [50013, 500133]],
  [wrongAudience, [500131]],
  // The session: password changed, sign-in frequency, account disabled.
  [revoked, [50173, 70043, 50057]],
  // Conditional Access: MFA asked for, expired, to be set up, external; device compliant, managed, approved app;
  // blocked.
  [conditionalAccess, [50076, 50078, 50079, 50158, 53000, 53001, 53002, 53003]],
  // Consent: none given, declined, only an admin may.
  [consentOutcome, [65001, 65004, 90094]],
  // "Assignment required", and this person is not.
  [notAssigned, [50105]],
  // An admin has disabled the connector's enterprise app, which the guide names as the way to stop everything.
  [switchedOff, [7000112]],
  // App, resource or tenant is missing: an admin removed it, or never consented.
  [appMissing, [700016, 500011]],
  [tenantMissing, [90002]],
  // A request loop was seen.
  [loopOutcome, [50196]],
  // Secret wrong or expired, certificate not registered, assertion's time range, no credential.
  [ownCredential, [7000215, 7000222, 700027, 700024, 7000218]],
];

/**
 * The outcomes of Entra's error numbers (https://learn.microsoft.com/entra/identity-platform/reference-error-codes).
 * `transientAadsts` has Entra's own transient failures (90033, 90055).
 */
export const aadstsOutcomes: ReadonlyMap<number, AadstsRow> = new Map(
  numbers.flatMap(([row, those]) => those.map((number) => [number, row] as const)),
);
