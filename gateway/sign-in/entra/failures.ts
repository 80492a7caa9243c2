import { filled } from "#common/text.ts";
import type { Language } from "#gateway/pages/language.ts";
import { words } from "#gateway/pages/words.ts";
import type { OauthErrorCode } from "#gateway/sign-in/oauth-fault.ts";

/** What the words name. */
export interface FailurePlace {
  /** The redirect address that Entra must know. */
  callback: string;
  /** This server's page for admins, with the links to both consents. */
  adminUrl: string;
}

/** Entra's refusal of a sign-in or a renewal. It has words only: signing in has no other way on. */
export interface EntraFailure {
  name: keyof typeof words.en.failures;
  /** What the client is told; at the token endpoint always `invalid_grant`, unless the operator has to act. */
  code: Extract<OauthErrorCode, "access_denied" | "server_error">;
}

const blocked: EntraFailure = { name: "blocked", code: "access_denied" };
const notAssigned: EntraFailure = { name: "notAssigned", code: "access_denied" };
export const consentMissing: EntraFailure = { name: "consentMissing", code: "access_denied" };
export const declined: EntraFailure = { name: "declined", code: "access_denied" };
export const wrongRedirect: EntraFailure = { name: "wrongRedirect", code: "server_error" };
export const wrongPlatform: EntraFailure = { name: "wrongPlatform", code: "server_error" };
const appMissing: EntraFailure = { name: "appMissing", code: "server_error" };

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
export const failures: ReadonlyMap<number, EntraFailure> = new Map([
  [53003, blocked],
  [50105, notAssigned],
  [65001, consentMissing],
  [90094, consentMissing],
  [65004, declined],
  [50011, wrongRedirect],
  [500113, wrongRedirect],
  [7000218, wrongPlatform],
  [9002326, wrongPlatform],
  [9002327, wrongPlatform],
  [700016, appMissing],
]);

/** What a refusal means, and what to do. */
export const failureWords = (
  { name }: EntraFailure,
  language: Language,
  { callback, adminUrl }: FailurePlace,
): string => filled(words[language].failures[name], { callback, adminUrl });
