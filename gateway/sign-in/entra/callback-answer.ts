import { transientAadsts } from "#common/transient-aadsts.ts";
import { type OauthErrorCode, OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import { type Parameters, wellFormed } from "#gateway/sign-in/parameters.ts";
import { whereToLook } from "./entra-answer.ts";
import { type EntraFailure, type FailurePlace, failures } from "./failures.ts";

/** What Entra sends a browser back with: a code, or why there is none. */
export type CallbackAnswer =
  | { code: string }
  | { fault: OauthFault; failure: EntraFailure | undefined; whereToLook: string };

const longestCode = 8_192;
const guid = /Trace ID: ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i;

/** RFC 6749 4.1.2.1 for Entra's own words. What is wrong with our request is nothing that the client can fix. */
function codeFor(error: string, number: number | undefined, failure: EntraFailure | undefined): OauthErrorCode {
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
  const code = codeFor(error ?? "server_error", aadsts, failure);
  const words = failure?.words.en(place) ?? wordsFor[code] ?? "The sign-in at Microsoft was not completed.";
  const where = whereToLook(aadsts, guid.exec(text)?.[1]);
  const details = { isEntras: true, ...(aadsts !== undefined && { aadsts }) };
  return { fault: new OauthFault(code, `${words}${where}`, details), failure, whereToLook: where };
}
