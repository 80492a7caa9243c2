import type { FastifyReply, FastifyRequest } from "fastify";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import { clientAnswer, errorFields } from "./client-answer.ts";
import { readCookies } from "./cookies.ts";
import { entraQuestion } from "./entra/entra-question.ts";
import type { Front } from "./front.ts";
import { OauthFault } from "./oauth-fault.ts";
import type { PageProblem } from "./pages/problems.ts";
import { readableParameters } from "./parameters.ts";
import { targetOf } from "./redirects/sign-in-target.ts";
import type { Transaction } from "./sealed/sealed-kinds.ts";
import { sendOn, sendProblem, type Visit } from "./send-page.ts";
import { tenantOf } from "./sign-in-address.ts";

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
  front: Front,
  identity: ResourceIdentity,
  request: FastifyRequest,
): { transaction: Transaction; decision: "approve" | "cancel" } | { problem: PageProblem } {
  const ask = readCookies(request).get(front.cookies.askName);
  const form = typeof request.body === "string" ? readableParameters(request.body, maxFormBytes) : undefined;
  const ownOrigin = new URL(identity.publicUrl).origin;
  if (ask === undefined || form === undefined || !isOwnForm(request, ownOrigin)) return { problem: "foreign_form" };
  const transaction = front.sealed.ticket.open(form.get("ticket") ?? "", ask);
  if (transaction === undefined) return { problem: "expired" };
  const decision = form.get("decision");
  const isAnswer = decision === "approve" || decision === "cancel";
  if (!isAnswer || transaction.tenantId !== tenantOf(identity)) return { problem: "foreign_form" };
  return { transaction, decision };
}

function sendToMicrosoft(
  front: Front,
  { identity, transaction }: { identity: ResourceIdentity; transaction: Transaction },
  visit: Visit,
): FastifyReply {
  const { cookies } = front;
  const [request, reply] = visit;
  const [state, verifier] = [front.newSecret(), front.newSecret()];
  const name = cookies.flowName(state);
  const value = front.sealed.flow.seal({ ...transaction, verifier }, state);
  const removed = cookies.flowsToRemove(readCookies(request), name, value).map(cookies.remove);
  reply.header("set-cookie", [...removed, cookies.set(name, value)]);
  const { claims, prompt } = transaction;
  return sendOn(visit, "microsoft", entraQuestion(front, identity, { state, verifier, claims, prompt }));
}

/**
 * `POST approve`: takes the person's answer from our own page. Every outcome is a page, since browsers apply
 * `form-action` to each redirect after a form.
 */
export function approve(
  front: Front,
  identity: ResourceIdentity,
  [request, reply]: [FastifyRequest, FastifyReply],
): FastifyReply {
  const visit = [request, reply, front.site] as const;
  const approved = approvedTransaction(front, identity, request);
  if ("problem" in approved) {
    front.record({ event: "refused", reason: approved.problem });
    return sendProblem(visit, approved.problem);
  }
  const { transaction, decision } = approved;
  const { redirectUri, state } = transaction;
  // What is allowed may have changed since the page was shown.
  const profile = front.profileOf(redirectUri);
  if (profile === undefined) {
    front.record({ event: "refused", reason: "refused_redirect" });
    return sendProblem(visit, "refused_redirect");
  }
  const target = targetOf(redirectUri, profile);
  front.record({ event: decision === "approve" ? "approved" : "cancelled", target });
  if (decision === "approve") return sendToMicrosoft(front, { identity, transaction }, visit);
  const declined = new OauthFault("access_denied", "The person did not allow this sign-in.");
  return sendOn(visit, "client", clientAnswer({ redirectUri, state, identity }, errorFields(declined)));
}
