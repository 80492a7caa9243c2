import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import { required } from "#gateway/sign-in/parameters.ts";
import type { Question } from "./question.ts";

/** PKCE with S256, always (RFC 7636 4.3). */
export function s256Challenge({ parameters }: Question): void {
  if (parameters.get("code_challenge_method") !== "S256") {
    throw new OauthFault("invalid_request", "PKCE is required: code_challenge_method must be S256.");
  }
  required(parameters, "code_challenge");
}
