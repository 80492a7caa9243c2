import type { FastifyReply, FastifyRequest } from "fastify";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import { languageOf, sendPage } from "#gateway/pages/page.ts";
import { checkAuthorizeRequest, promptForEntra } from "./checks/authorize-checks.ts";
import { hashOf } from "./clients/find-client.ts";
import { readCookies } from "./cookies.ts";
import { OauthFault } from "./oauth-fault.ts";
import { queryOf, readableParameters, required, wellFormed } from "./parameters.ts";
import { targetOf } from "./redirects.ts";
import { clientAnswer, errorFields, refusing, sendToClient } from "./send-answer.ts";
import { consentPage } from "./sign-in-pages.ts";
import { endpointOf, identityOfResource, issuerOf, tenantOf } from "./sign-in-paths.ts";
import type { SignInServer } from "./sign-in-server.ts";

const maxQueryBytes = 12 * 1024;
const askCookieForm = /^[A-Za-z0-9_-]{43}$/;

/**
 * `GET authorize`: judges the request and shows the page, at every sign-in. Nothing is remembered of an earlier
 * approval, and nobody is sent to Entra yet.
 * @param identity this server at the address that was asked; undefined at the root, where `resource` names it
 */
export async function authorize(
  signIn: SignInServer,
  identity: ResourceIdentity | undefined,
  [request, reply]: [FastifyRequest, FastifyReply],
): Promise<FastifyReply> {
  const visit = [request, reply, signIn.site] as const;
  const refuse = refusing(signIn, visit);
  if (queryOf(request) === "") return refuse("opened_by_hand");
  const parameters = readableParameters(queryOf(request), maxQueryBytes);
  if (parameters === undefined) return refuse("unreadable");
  const named = identityOfResource(parameters.get("resource") ?? "", signIn.identity);
  const at = identity ?? named ?? signIn.identity;
  // Who asks, and where the answer would go. Until these agree nobody is sent anywhere: the person is told on a page.
  const client = await signIn.clients.find(parameters.get("client_id"));
  if (typeof client === "string") return refuse(client);
  const redirectUri = parameters.get("redirect_uri");
  if (redirectUri === undefined || !client.hasRegistered(redirectUri)) return refuse("unregistered_redirect");
  // Everybody may register, so this is what decides.
  const profile = signIn.profileOf(redirectUri);
  if (profile === undefined) return refuse("refused_redirect");
  if (signIn.isKeptOut(profile, tenantOf(at))) return refuse("assistant_not_allowed");
  const state = wellFormed(parameters, "state");
  try {
    checkAuthorizeRequest(parameters, at);
  } catch (error) {
    if (!(error instanceof OauthFault)) throw error;
    signIn.record({ event: "refused", reason: error.code });
    return sendToClient(visit, clientAnswer({ redirectUri, state, identity: at }, errorFields(error)));
  }
  const transaction = {
    tenantId: tenantOf(at),
    clientHash: hashOf(client.id),
    redirectUri,
    state,
    challenge: required(parameters, "code_challenge"),
    claims: parameters.get("claims"),
    prompt: promptForEntra(parameters.get("prompt")),
  };
  const present = readCookies(request).get(signIn.cookies.askName) ?? "";
  const ask = askCookieForm.test(present) ? present : signIn.newSecret();
  signIn.record({ event: "started", target: targetOf(redirectUri, profile) });
  reply.header("set-cookie", signIn.cookies.set(signIn.cookies.askName, ask));
  // The browser would send `Origin: null` with the form under no-referrer.
  reply.header("referrer-policy", "same-origin");
  const page = consentPage({
    language: languageOf(request),
    clientName: client.name,
    clientHost: client.host,
    redirectUri,
    profile,
    server: issuerOf(at),
    approvePath: new URL(endpointOf(at, "approve")).pathname,
    ticket: signIn.sealed.ticket.seal(transaction, ask),
    query: Object.fromEntries(parameters),
  });
  return sendPage(reply, 200, page);
}
