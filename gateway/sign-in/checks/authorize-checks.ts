import { parseJson } from "#common/text.ts";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import { optional, type Parameters, required } from "#gateway/sign-in/parameters.ts";
import { checkResource, checkScope } from "./resource-and-scope.ts";

function isJsonObject(text: string): boolean {
  const value = parseJson(text);
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const words = (prompt: string | undefined) => (prompt ?? "").split(" ");

/**
 * What Entra is asked to show. `consent` is dropped: SDKs send it with `offline_access`, and in tenants where people
 * can't consent Entra would ask for an admin though one has consented (AADSTS90094).
 */
export const promptForEntra = (prompt: string | undefined): string | undefined =>
  ["login", "select_account"].find((known) => words(prompt).includes(known));

/** What goes into a cookie: with everything else in it, and sealed, it must stay below a browser's 4,096 bytes. */
const maxBytes = 2_400;

/**
 * Checks what is asked at the authorization endpoint.
 * @param identity this server at the address that is asked
 * @throws `OauthFault` for the first thing that is wrong; it goes back to the client by redirect (RFC 6749 4.1.2.1)
 */
export function checkAuthorizeRequest(parameters: Parameters, identity: ResourceIdentity): void {
  // A code, RFC 6749 4.1.1: no token ever goes through the browser.
  if (parameters.get("response_type") !== "code")
    throw new OauthFault("unsupported_response_type", "The response_type must be code.");
  // A fragment or a form would need another answer than the one that is given here.
  if ((parameters.get("response_mode") ?? "query") !== "query")
    throw new OauthFault("invalid_request", "The response_mode must be query.");
  // An RFC 9101 request object would be a second source for parameters that are judged here.
  if (parameters.has("request") || parameters.has("request_uri")) {
    const problem = "Send the parameters themselves: request and request_uri are not supported.";
    throw new OauthFault("invalid_request", problem);
  }
  // PKCE with S256, always (RFC 7636 4.3).
  if (parameters.get("code_challenge_method") !== "S256")
    throw new OauthFault("invalid_request", "PKCE is required: code_challenge_method must be S256.");
  required(parameters, "code_challenge");
  checkResource(parameters.get("resource"), identity);
  checkScope(parameters.get("scope"), identity);
  // The claims of a Conditional Access challenge, which a client hands back when the person signs in again:
  // https://learn.microsoft.com/entra/identity-platform/claims-challenge
  if (!isJsonObject(parameters.get("claims") ?? "{}"))
    throw new OauthFault("invalid_request", "The parameter claims is not a JSON object.");
  // Every sign-in shows a page, so none can be silent (OpenID Connect Core 3.1.2.1).
  if (words(parameters.get("prompt")).includes("none"))
    throw new OauthFault("interaction_required", "Sign-ins here always show a page: don't send prompt=none.");
  optional(parameters, "state");
  const carried = ["redirect_uri", "state", "claims"].map((name) => Buffer.byteLength(parameters.get(name) ?? ""));
  if (carried.reduce((sum, length) => sum + length, 0) > maxBytes) {
    const problem = `redirect_uri, state and claims are longer than ${maxBytes} bytes together.`;
    throw new OauthFault("invalid_request", problem);
  }
}
