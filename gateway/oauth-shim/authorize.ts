import { checkClient } from "./fixed-client.ts";
import { OauthFault } from "./oauth-fault.ts";
import { optional, type Parameters, readParameters, required } from "./parameters.ts";
import { isListedRedirect } from "./redirect-addresses.ts";
import { requestedClaims } from "./requested-claims.ts";
import { checkResource } from "./requested-resource.ts";
import { scopeForEntra } from "./requested-scope.ts";
import { entraEndpoint, type ShimAddress } from "./shim-address.ts";

const maxQueryBytes = 12 * 1024;

/** The one thing that decides where a browser may be sent later: without it there is no redirect at all. */
function listedRedirect(parameters: Parameters): string {
  const address = parameters.get("redirect_uri");
  if (address !== undefined && isListedRedirect(address)) return address;
  throw new OauthFault("invalid_request", "The redirect_uri is not one of those that are allowed here.");
}

function questionForEntra(parameters: Parameters, redirectUri: string, { identity, clientId }: ShimAddress): URL {
  if (parameters.get("response_type") !== "code") {
    throw new OauthFault("unsupported_response_type", "The response_type must be code.");
  }
  if (parameters.get("code_challenge_method") !== "S256") {
    throw new OauthFault("invalid_request", "PKCE is required: code_challenge_method must be S256.");
  }
  const challenge = required(parameters, "code_challenge");
  checkResource(parameters.get("resource"), identity);
  const claims = requestedClaims(parameters.get("claims"));
  const state = optional(parameters, "state");
  const question = new URL(entraEndpoint(identity, "authorize"));
  question.search = new URLSearchParams({
    client_id: clientId,
    response_type: "code",
    response_mode: "query",
    redirect_uri: redirectUri,
    scope: scopeForEntra(parameters.get("scope"), identity),
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...(state !== undefined && { state }),
    ...(claims !== undefined && { claims }),
  }).toString();
  return question;
}

/** RFC 6749 4.1.2.1. A state that is not well formed is not handed back. */
function refusalForClient(fault: OauthFault, parameters: Parameters, redirectUri: string): URL {
  const target = new URL(redirectUri);
  const state = parameters.get("state");
  target.search = new URLSearchParams({
    error: fault.code,
    error_description: fault.message,
    ...(state !== undefined && /^[\x20-\x7e]{1,2048}$/.test(state) && { state }),
  }).toString();
  return target;
}

/**
 * Where a browser that came to the authorization endpoint goes next: to Entra, with a question that is written anew out
 * of checked values only, or back to the client with what is wrong. Entra answers to the client itself; no code ever
 * passes the shim here.
 * @param query the text behind the question mark
 * @throws `OauthFault` when the query can't be read, the client is another, or the redirect address is not listed: then
 * nobody is sent anywhere
 */
export function whereToSignIn(query: string, at: ShimAddress): URL {
  const parameters = readParameters(query, maxQueryBytes);
  const redirectUri = listedRedirect(parameters);
  checkClient(parameters, at.clientId);
  try {
    return questionForEntra(parameters, redirectUri, at);
  } catch (error) {
    if (error instanceof OauthFault) return refusalForClient(error, parameters, redirectUri);
    throw error;
  }
}
