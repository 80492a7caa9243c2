import { parseJson } from "#common/text.ts";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import type { Client } from "#gateway/sign-in/clients/find-client.ts";
import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import { optional, type Parameters, required } from "#gateway/sign-in/parameters.ts";
import type { ProfileOf } from "#gateway/sign-in/redirects.ts";
import type { PageProblem } from "#gateway/sign-in/sign-in-pages.ts";
import { checkResource, checkScope } from "./resource-and-scope.ts";

/** A request at the authorization endpoint, as its checks see it. */
export interface AuthorizeRequest {
  parameters: Parameters;
  /** Identity of this server at the address that is asked. */
  identity: ResourceIdentity;
  /** Whose client_id it is, or why nobody's. */
  client: Client | PageProblem;
  profileOf: ProfileOf;
}

/** A client_id that this sign-in server gave, the sign-in app's own, or one whose document was read. */
const knownClient = ({ client }: AuthorizeRequest): PageProblem | undefined =>
  typeof client === "string" ? client : undefined;

/** The redirect address is one that the client registered, to the letter; only the port of a loopback one is free. */
function registeredRedirect({ parameters, client }: AuthorizeRequest): PageProblem | undefined {
  const redirectUri = parameters.get("redirect_uri");
  const isOwn = redirectUri !== undefined && typeof client === "object" && client.hasRegistered(redirectUri);
  return isOwn ? undefined : "unregistered_redirect";
}

/** Codes may be sent to the redirect address at all. Everybody may register, so this is what decides. */
function allowedRedirect({ parameters, profileOf }: AuthorizeRequest): PageProblem | undefined {
  return profileOf(parameters.get("redirect_uri") ?? "") === undefined ? "refused_redirect" : undefined;
}

/** A code, RFC 6749 4.1.1: no token ever goes through the browser. */
function responseType({ parameters }: AuthorizeRequest): void {
  if (parameters.get("response_type") === "code") return;
  throw new OauthFault("unsupported_response_type", "The response_type must be code.");
}

/** The answer comes in the query. A fragment or a form would need another answer than the one that is given here. */
function queryMode({ parameters }: AuthorizeRequest): void {
  if ((parameters.get("response_mode") ?? "query") === "query") return;
  throw new OauthFault("invalid_request", "The response_mode must be query.");
}

/** Refuses an RFC 9101 request object: it would be a second source for parameters that are judged here. */
function noRequestObject({ parameters }: AuthorizeRequest): void {
  if (!parameters.has("request") && !parameters.has("request_uri")) return;
  throw new OauthFault("invalid_request", "Send the parameters themselves: request and request_uri are not supported.");
}

/** PKCE with S256, always (RFC 7636 4.3). */
function s256Challenge({ parameters }: AuthorizeRequest): void {
  if (parameters.get("code_challenge_method") !== "S256") {
    throw new OauthFault("invalid_request", "PKCE is required: code_challenge_method must be S256.");
  }
  required(parameters, "code_challenge");
}

function isJsonObject(text: string): boolean {
  const value = parseJson(text);
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The `claims` of a Conditional Access challenge, which a client hands back when the person signs in again, are a JSON
 * object: https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
function claimsObject({ parameters }: AuthorizeRequest): void {
  const claims = parameters.get("claims");
  if (claims === undefined || isJsonObject(claims)) return;
  throw new OauthFault("invalid_request", "The parameter claims is not a JSON object.");
}

const words = (prompt: string | undefined) => (prompt ?? "").split(" ");

/** Every sign-in shows a page, so none can be silent (OpenID Connect Core 3.1.2.1). */
function noSilentPrompt({ parameters }: AuthorizeRequest): void {
  if (!words(parameters.get("prompt")).includes("none")) return;
  throw new OauthFault("interaction_required", "Sign-ins here always show a page: don't send prompt=none.");
}

/**
 * What Entra is asked to show. `consent` is dropped: SDKs send it with `offline_access`, and in tenants where people
 * can't consent Entra would ask for an admin though one has consented (AADSTS90094).
 */
export const promptForEntra = (prompt: string | undefined): string | undefined =>
  ["login", "select_account"].find((known) => words(prompt).includes(known));

/** The client's `state` is printable ASCII, RFC 6749 A.5. */
function plainState({ parameters }: AuthorizeRequest): void {
  optional(parameters, "state");
}

/** What goes into a cookie: with everything else in it, and sealed, it must stay below a browser's 4,096 bytes. */
const maxBytes = 2_400;

/** The parameters that have to be carried through the sign-in fit into a cookie. */
function fitsCookie({ parameters }: AuthorizeRequest): void {
  const carried = ["redirect_uri", "state", "claims"].map((name) => Buffer.byteLength(parameters.get(name) ?? ""));
  if (carried.reduce((sum, length) => sum + length, 0) <= maxBytes) return;
  throw new OauthFault("invalid_request", `redirect_uri, state and claims are longer than ${maxBytes} bytes together.`);
}

const ownResource = ({ parameters, identity }: AuthorizeRequest): void =>
  checkResource(parameters.get("resource"), identity);

const ownScope = ({ parameters, identity }: AuthorizeRequest): void => checkScope(parameters.get("scope"), identity);

/** Who asks, and where the answer would go. Until these agree nobody is sent anywhere: the person is told on a page. */
const checksOfTheClient: readonly ((authorizeRequest: AuthorizeRequest) => PageProblem | undefined)[] = [
  knownClient,
  registeredRedirect,
  allowedRedirect,
];

/** What is asked. Each throws `OauthFault`, which goes back to the client by redirect (RFC 6749 4.1.2.1). */
const checksOfTheRequest: readonly ((authorizeRequest: AuthorizeRequest) => void)[] = [
  responseType,
  queryMode,
  noRequestObject,
  s256Challenge,
  ownResource,
  ownScope,
  claimsObject,
  noSilentPrompt,
  plainState,
  fitsCookie,
];

/** The first problem that is told on a page, or undefined when the client may be answered by redirect. */
export function problemOfClient(authorizeRequest: AuthorizeRequest): PageProblem | undefined {
  for (const check of checksOfTheClient) {
    const problem = check(authorizeRequest);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** @throws `OauthFault`, the first one */
export function checkAuthorizeRequest(authorizeRequest: AuthorizeRequest): void {
  for (const check of checksOfTheRequest) check(authorizeRequest);
}
