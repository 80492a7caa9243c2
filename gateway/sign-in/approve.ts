import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import { scopeForEntra } from "./checks/resource-and-scope.ts";
import { readCookies } from "./cookies.ts";
import { OauthFault } from "./oauth-fault.ts";
import { queryText, readableParameters } from "./parameters.ts";
import { targetOf } from "./redirects.ts";
import type { Flow, Transaction } from "./sealed/sealed-kinds.ts";
import { clientAnswer, errorFields, refusing, sendOn, type Visit } from "./send-answer.ts";
import type { PageProblem } from "./sign-in-pages.ts";
import { entraEndpoint, tenantOf } from "./sign-in-paths.ts";
import type { SignInServer } from "./sign-in-server.ts";

/**
 * Entra's sign-in page, with a question of our own: our app, our redirect address, our state and our PKCE. Of the
 * client's question, only `claims` and `prompt` pass, both checked.
 */
function entraAuthorizeUrl(
  { clientId, callback }: Pick<SignInServer, "clientId" | "callback">,
  identity: ResourceIdentity,
  { state, verifier, claims, prompt }: Pick<Flow, "verifier" | "claims" | "prompt"> & { state: string },
): string {
  const query = queryText({
    client_id: clientId,
    response_type: "code",
    response_mode: "query",
    redirect_uri: callback,
    scope: scopeForEntra(identity),
    state,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    claims,
    prompt,
  });
  return `${entraEndpoint(identity, "authorize")}?${query}`;
}

/**
 * Whether a form was sent by our own page: browsers name the page's origin in `Origin`, and newer ones its relation in
 * `Sec-Fetch-Site`. No page can change either.
 */
function isOwnForm({ headers }: Pick<FastifyRequest, "headers">, ownOrigin: string): boolean {
  const site = headers["sec-fetch-site"];
  return headers.origin === ownOrigin && (site === undefined || site === "same-origin");
}

/** Longest body of a form; a ticket has at most 4 kB. */
export const maxFormBytes = 16 * 1024;

/** The transaction that our own page, in this browser, asked about; otherwise why it is none. */
function approvedTransaction(
  signIn: SignInServer,
  identity: ResourceIdentity,
  request: FastifyRequest,
): { transaction: Transaction; decision: "approve" | "cancel" } | { problem: PageProblem } {
  const ask = readCookies(request).get(signIn.cookies.askName);
  const form = typeof request.body === "string" ? readableParameters(request.body, maxFormBytes) : undefined;
  const ownOrigin = new URL(identity.publicUrl).origin;
  if (ask === undefined || form === undefined || !isOwnForm(request, ownOrigin)) return { problem: "foreign_form" };
  const transaction = signIn.sealed.ticket.open(form.get("ticket") ?? "", ask);
  if (transaction === undefined) return { problem: "expired" };
  const decision = form.get("decision");
  const isAnswer = decision === "approve" || decision === "cancel";
  if (!isAnswer || transaction.tenantId !== tenantOf(identity)) return { problem: "foreign_form" };
  return { transaction, decision };
}

function sendToMicrosoft(
  signIn: SignInServer,
  { identity, transaction }: { identity: ResourceIdentity; transaction: Transaction },
  visit: Visit,
): FastifyReply {
  const { cookies } = signIn;
  const [request, reply] = visit;
  const [state, verifier] = [signIn.newSecret(), signIn.newSecret()];
  const name = cookies.flowName(state);
  const value = signIn.sealed.flow.seal({ ...transaction, verifier }, state);
  const removed = cookies.flowsToRemove(readCookies(request), name, value).map(cookies.remove);
  reply.header("set-cookie", [...removed, cookies.set(name, value)]);
  const { claims, prompt } = transaction;
  return sendOn(visit, "microsoft", entraAuthorizeUrl(signIn, identity, { state, verifier, claims, prompt }));
}

/**
 * `POST approve`: takes the person's answer from our own page. Every outcome is a page, since browsers apply
 * `form-action` to each redirect after a form.
 */
export function approve(
  signIn: SignInServer,
  identity: ResourceIdentity,
  [request, reply]: [FastifyRequest, FastifyReply],
): FastifyReply {
  const visit = [request, reply, signIn.site] as const;
  const refuse = refusing(signIn, visit);
  const approved = approvedTransaction(signIn, identity, request);
  if ("problem" in approved) return refuse(approved.problem);
  const { transaction, decision } = approved;
  const { redirectUri, state } = transaction;
  // What is allowed may have changed since the page was shown.
  const profile = signIn.profileOf(redirectUri);
  if (profile === undefined) return refuse("refused_redirect");
  if (signIn.isKeptOut(profile, transaction.tenantId)) return refuse("assistant_not_allowed");
  const target = targetOf(redirectUri, profile);
  signIn.record({ event: decision === "approve" ? "approved" : "cancelled", target });
  if (decision === "approve") return sendToMicrosoft(signIn, { identity, transaction }, visit);
  const declined = new OauthFault("access_denied", "The person did not allow this sign-in.");
  return sendOn(visit, "client", clientAnswer({ redirectUri, state, identity }, errorFields(declined)));
}
