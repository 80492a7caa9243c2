import type { FastifyReply, FastifyRequest } from "fastify";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import { languageOf, sendPage } from "#gateway/pages/page.ts";
import { checkQuestion, problemOfClient, promptForEntra, type Question } from "./checks/authorize-checks.ts";
import { clientAnswer, errorFields } from "./client-answer.ts";
import { type Client, hashOf } from "./clients/find-client.ts";
import { readCookies } from "./cookies.ts";
import type { Front } from "./front.ts";
import { OauthFault } from "./oauth-fault.ts";
import { consentPage } from "./pages/consent-page.ts";
import type { PageProblem } from "./pages/problems.ts";
import { readableParameters, required, wellFormed } from "./parameters.ts";
import { queryOf } from "./query-text.ts";
import { targetOf } from "./redirects/sign-in-target.ts";
import type { Transaction } from "./sealed/sealed-kinds.ts";
import { sendProblem, sendToClient } from "./send-page.ts";
import { endpointOf, identityOfResource, issuerOf, tenantOf } from "./sign-in-address.ts";

const maxQueryBytes = 12 * 1024;
const askCookieForm = /^[A-Za-z0-9_-]{43}$/;

function transactionOf({ parameters, identity, client }: Question & { client: Client }) {
  return {
    tenantId: tenantOf(identity),
    clientHash: hashOf(client.id),
    redirectUri: parameters.get("redirect_uri") ?? "",
    state: wellFormed(parameters, "state"),
    challenge: required(parameters, "code_challenge"),
    claims: parameters.get("claims"),
    prompt: promptForEntra(parameters.get("prompt")),
  } satisfies Transaction;
}

/**
 * `GET authorize`: judges the question and shows the page, at every sign-in. Nothing is remembered of an earlier
 * approval, and nobody is sent to Entra yet.
 * @param identity this server at the address that was asked; undefined at the root, where `resource` names it
 */
export async function authorize(
  front: Front,
  identity: ResourceIdentity | undefined,
  [request, reply]: [FastifyRequest, FastifyReply],
): Promise<FastifyReply> {
  const visit = [request, reply, front.site] as const;
  const refuse = (reason: PageProblem): FastifyReply => {
    front.record({ event: "refused", reason });
    return sendProblem(visit, reason);
  };
  if (queryOf(request) === "") return refuse("opened_by_hand");
  const parameters = readableParameters(queryOf(request), maxQueryBytes);
  if (parameters === undefined) return refuse("unreadable");
  const named = identityOfResource(parameters.get("resource") ?? "", front.identity);
  const client = await front.clients.find(parameters.get("client_id"));
  const at = identity ?? named ?? front.identity;
  const question: Question = { parameters, identity: at, client, profileOf: front.profileOf };
  const problem = problemOfClient(question);
  const redirectUri = parameters.get("redirect_uri") ?? "";
  const profile = front.profileOf(redirectUri);
  if (problem !== undefined || typeof client === "string" || profile === undefined)
    return refuse(problem ?? "unknown_client");
  try {
    checkQuestion(question);
  } catch (error) {
    if (!(error instanceof OauthFault)) throw error;
    front.record({ event: "refused", reason: error.code });
    return sendToClient(
      visit,
      clientAnswer({ redirectUri, state: wellFormed(parameters, "state"), identity: at }, errorFields(error)),
    );
  }
  const present = readCookies(request).get(front.cookies.askName) ?? "";
  const ask = askCookieForm.test(present) ? present : front.newSecret();
  front.record({ event: "started", target: targetOf(redirectUri, profile) });
  reply.header("set-cookie", front.cookies.set(front.cookies.askName, ask));
  // With no-referrer the browser would send `Origin: null` with the form.
  reply.header("referrer-policy", "same-origin");
  const page = consentPage({
    language: languageOf(request),
    clientName: client.name,
    clientHost: client.host,
    redirectUri,
    profile,
    server: issuerOf(at),
    approvePath: new URL(endpointOf(at, "approve")).pathname,
    ticket: front.sealed.ticket.seal(transactionOf({ ...question, client }), ask),
    query: Object.fromEntries(parameters),
  });
  return sendPage(reply, 200, page);
}
