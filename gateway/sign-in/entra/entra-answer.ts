import { z } from "zod";
import { transientAadsts } from "#common/errors.ts";
import { filled, parseJson } from "#common/text.ts";
import { type Language, words } from "#gateway/pages/language.ts";
import { type OauthErrorCode, OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import { type Parameters, wellFormed } from "#gateway/sign-in/parameters.ts";
import type { RelayedAnswer } from "./token-relay.ts";

const token = z.string().min(1).max(16_384);

/** RFC 6749 5.1. What Entra adds to it (`id_token`, `ext_expires_in`, `client_info`) is dropped. */
const tokens = z.object({
  token_type: z.string().regex(/^bearer$/i),
  access_token: token,
  expires_in: z.number().int().min(0).max(172_800),
  scope: z.string().max(2_000).optional(),
  refresh_token: token.max(8_192).optional(),
});

const refusal = z.object({
  error: z.string().max(100),
  error_codes: z.array(z.number().int()).max(20).optional().catch(undefined),
  trace_id: z.guid().optional().catch(undefined),
});

export type EntraTokens = z.output<typeof tokens>;

/** Entra's own trouble, whatever status it comes with: the person's grant is still good. */
const passingErrors = new Set(["temporarily_unavailable", "server_error"]);

/** Entra refuses our own request: the person's grant is still good, and the operator has to act. */
const configurationErrors = new Set(["invalid_request", "invalid_client", "unauthorized_client", "invalid_target"]);

/** Clients know RFC 6749's codes only: to them every refusal of the person is a grant that is no longer good. */
function codeFor(error: string, failure: EntraFailure | undefined): OauthErrorCode {
  return failure?.code === "server_error" || configurationErrors.has(error) ? "server_error" : "invalid_grant";
}

const busy = () =>
  new OauthFault("temporarily_unavailable", "Microsoft Entra is busy. Try again in a moment.", { isEntras: true });
const unreadable = () => new OauthFault("server_error", "Microsoft Entra's answer can't be read.", { isEntras: true });

/** Entra's number and trace id, which are what an admin looks up. */
function whereToLook(aadsts: number | undefined, traceId: string | undefined): string {
  const found = [
    ...(aadsts === undefined ? [] : [`AADSTS${aadsts}`]),
    ...(traceId === undefined ? [] : [`trace id ${traceId}`]),
  ];
  return found.length === 0 ? "" : ` (${found.join(", ")})`;
}

/** Entra's text, which may name people, is not passed on: its number has words of ours. */
function refusalFault(body: unknown, place: FailurePlace): OauthFault {
  const parsed = refusal.safeParse(body);
  if (!parsed.success) return unreadable();
  const { error, error_codes: [number] = [], trace_id: traceId } = parsed.data;
  if (passingErrors.has(error) || (number !== undefined && transientAadsts.has(number))) return busy();
  const failure = number === undefined ? undefined : failures.get(number);
  const words =
    (failure && failureWords(failure, "en", place)) ?? "Microsoft Entra no longer accepts this sign-in: sign in again.";
  const details = { isEntras: true, ...(number !== undefined && { aadsts: number }) };
  return new OauthFault(codeFor(error, failure), `${words}${whereToLook(number, traceId)}`, details);
}

/**
 * The tokens in Entra's answer at its token endpoint: known fields only.
 * @throws `OauthFault` for a refusal, and for an answer that is not what it should be
 */
export function readEntraAnswer({ status, text }: RelayedAnswer, place: FailurePlace): EntraTokens {
  const body = parseJson(text);
  if (status === 400 || status === 401) throw refusalFault(body, place);
  const parsed = tokens.safeParse(body);
  if (status === 200 && parsed.success) return parsed.data;
  throw unreadable();
}

/** What Entra sends a browser back with: a code, or why there is none. */
type CallbackAnswer = { code: string } | { fault: OauthFault; failure: EntraFailure | undefined; whereToLook: string };

const longestCode = 8_192;
const traceIdInText = /Trace ID: ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i;

/** RFC 6749 4.1.2.1 for Entra's own words. What is wrong with our request is nothing that the client can fix. */
function codeOfCallback(error: string, number: number | undefined, failure: EntraFailure | undefined): OauthErrorCode {
  if (failure !== undefined) return failure.code;
  if (error === "temporarily_unavailable" || transientAadsts.has(number ?? 0)) return "temporarily_unavailable";
  const isOurs = error.startsWith("invalid_") || error.startsWith("un") || error === "server_error";
  return isOurs ? "server_error" : "access_denied";
}

const wordsFor: Partial<Record<OauthErrorCode, string>> = {
  temporarily_unavailable: "Microsoft Entra is busy: try again in a moment.",
  server_error: "Microsoft Entra does not accept what this server asks: tell its operator.",
};

/**
 * Reads the query of a callback. It comes from a browser, so of an error only Entra's number and trace id are used, by
 * their form.
 */
export function readCallback(parameters: Parameters, place: FailurePlace): CallbackAnswer {
  const error = parameters.get("error");
  const sent = wellFormed(parameters, "code");
  if (error === undefined && sent !== undefined && sent.length <= longestCode) return { code: sent };
  const text = parameters.get("error_description") ?? "";
  const found = /^AADSTS(\d{1,9})\b/.exec(text)?.[1];
  const aadsts = found === undefined ? undefined : Number(found);
  const failure = aadsts === undefined ? undefined : failures.get(aadsts);
  const code = codeOfCallback(error ?? "server_error", aadsts, failure);
  const words =
    (failure && failureWords(failure, "en", place)) ?? wordsFor[code] ?? "The sign-in at Microsoft was not completed.";
  const where = whereToLook(aadsts, traceIdInText.exec(text)?.[1]);
  const details = { isEntras: true, ...(aadsts !== undefined && { aadsts }) };
  return { fault: new OauthFault(code, `${words}${where}`, details), failure, whereToLook: where };
}

/** What the words name. */
export interface FailurePlace {
  /** The redirect address that Entra must know. */
  callback: string;
  /** Page of this server for admins, with the links to both consents. */
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
export const consentDeclined: EntraFailure = { name: "declined", code: "access_denied" };
export const wrongRedirect: EntraFailure = { name: "wrongRedirect", code: "server_error" };
export const wrongPlatform: EntraFailure = { name: "wrongPlatform", code: "server_error" };
const appMissing: EntraFailure = { name: "appMissing", code: "server_error" };

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
export const failures: ReadonlyMap<number, EntraFailure> = new Map([
  [53003, blocked],
  [50105, notAssigned],
  [65001, consentMissing],
  [90094, consentMissing],
  [65004, consentDeclined],
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
