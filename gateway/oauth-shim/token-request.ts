import { checkClient } from "./fixed-client.ts";
import { OauthFault } from "./oauth-fault.ts";
import { type Parameters, readParameters, required } from "./parameters.ts";
import { isListedRedirect } from "./redirect-addresses.ts";
import { checkResource } from "./requested-resource.ts";
import { scopeForEntra } from "./requested-scope.ts";
import type { ShimAddress } from "./shim-address.ts";

/** Longest body of a token request; Entra's codes and refresh tokens have 1–2 kB. */
export const maxFormBytes = 16 * 1024;

/** RFC 6749 4.1.3 and RFC 7636 4.5. The verifier is never optional. */
function codeGrant(parameters: Parameters): Record<string, string> {
  const redirectUri = parameters.get("redirect_uri");
  if (redirectUri === undefined || !isListedRedirect(redirectUri)) {
    throw new OauthFault("invalid_grant", "The redirect_uri is not one of those that are allowed here.");
  }
  return {
    code: required(parameters, "code"),
    redirect_uri: redirectUri,
    code_verifier: required(parameters, "code_verifier"),
  };
}

/** What a grant needs. Anything else that a form holds never reaches Entra. */
function grantFields(parameters: Parameters): Record<string, string> {
  const grantType = parameters.get("grant_type");
  if (grantType === "authorization_code") return { grant_type: grantType, ...codeGrant(parameters) };
  if (grantType === "refresh_token") {
    return { grant_type: grantType, refresh_token: required(parameters, "refresh_token") };
  }
  throw new OauthFault("unsupported_grant_type", "The grant_type must be authorization_code or refresh_token.");
}

/**
 * The form for Entra's token endpoint, written anew out of checked values only: without `resource`, with this server's
 * own scope, fully qualified.
 * @throws `OauthFault`
 */
export function formForEntra(text: string, { identity, clientId }: ShimAddress): URLSearchParams {
  const parameters = readParameters(text, maxFormBytes);
  checkClient(parameters, clientId);
  const fields = grantFields(parameters);
  const resource = parameters.get("resource");
  // RFC 8707 2.2: what a refresh token was given for stays, so a renewal need not say it. Codex and Go's OAuth don't.
  if (resource !== undefined || fields.grant_type !== "refresh_token") checkResource(resource, identity);
  // Most clients send no scope here and count on the code's. The shim has not kept it, and Entra gives a refresh token
  // only with offline_access, which it allows whoever may have the scope itself: MSAL always asks for it too.
  const scope = scopeForEntra(parameters.get("scope") ?? "offline_access", identity);
  return new URLSearchParams({ client_id: clientId, ...fields, scope });
}
