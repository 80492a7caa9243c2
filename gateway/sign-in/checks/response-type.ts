import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import type { Question } from "./question.ts";

/** A code, RFC 6749 4.1.1: no token ever goes through the browser. */
export function responseType({ parameters }: Question): void {
  if (parameters.get("response_type") === "code") return;
  throw new OauthFault("unsupported_response_type", "The response_type must be code.");
}
