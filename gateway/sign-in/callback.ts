import type { FastifyReply, FastifyRequest } from "fastify";
import { identityAt } from "#gateway/auth/resource-identity.ts";
import { consentedPageFor } from "#gateway/pages/admin-page.ts";
import { languageOf, sendPage } from "#gateway/pages/page.ts";
import { hashOf } from "./clients/find-client.ts";
import { readCookies } from "./cookies.ts";
import { failureWords, readCallback } from "./entra/entra-answer.ts";
import { queryOf, readableParameters } from "./parameters.ts";
import { targetOf } from "./redirects.ts";
import type { Flow } from "./sealed/sealed-kinds.ts";
import { clientAnswer, errorFields, refusing, sendRefusal, sendToClient } from "./send-answer.ts";
import { failurePlace, type SignInServer } from "./sign-in-server.ts";

const maxQueryBytes = 16 * 1024;

/**
 * `GET callback`: where Entra sends the browser back. It goes on only in the browser that approved, once, since the
 * flow cookie of its `state` is needed and deleted. Entra's code is sealed into ours; it is not redeemed before the
 * client proves by its verifier that the answer is its own.
 */
export function callback(signIn: SignInServer, [request, reply]: [FastifyRequest, FastifyReply]): FastifyReply {
  const visit = [request, reply, signIn.site] as const;
  const refuse = refusing(signIn, visit);
  if (queryOf(request) === "") return refuse("opened_by_hand");
  const parameters = readableParameters(queryOf(request), maxQueryBytes);
  if (parameters === undefined) return refuse("unreadable");
  // Entra answers a consent that names no redirect URI here: at the first one of the app.
  if (parameters.has("admin_consent")) return sendPage(reply, 200, consentedPageFor(signIn.site, request));
  const state = parameters.get("state") ?? "";
  const name = signIn.cookies.flowName(state);
  const flow = signIn.sealed.flow.open(readCookies(request).get(name) ?? "", state);
  if (flow === undefined) return refuse("no_flow");
  reply.header("set-cookie", signIn.cookies.remove(name));
  const profile = signIn.profileOf(flow.redirectUri);
  if (profile === undefined) return refuse("refused_redirect");
  if (signIn.isKeptOut(profile, flow.tenantId)) return refuse("assistant_not_allowed");
  const identity = identityAt(signIn.identity, flow.tenantId);
  const place = failurePlace(signIn, identity);
  const answer = readCallback(parameters, place);
  const target = targetOf(flow.redirectUri, profile);
  const answered = { redirectUri: flow.redirectUri, state: flow.state, identity };
  if ("code" in answer) {
    signIn.record({ event: "returned", target });
    return sendToClient(visit, clientAnswer(answered, { code: sealedCode(signIn, flow, answer.code) }));
  }
  const { fault, failure, whereToLook } = answer;
  // The number comes through the browser, so only one that is known may fill a log or a label.
  const { aadsts } = fault.details;
  signIn.record({ event: "failed_at_entra", code: fault.code, aadsts: failure && aadsts, target });
  const url = clientAnswer(answered, errorFields(fault));
  if (failure === undefined || aadsts === undefined) return sendToClient(visit, url);
  const words = `${failureWords(failure, languageOf(request), place)}${whereToLook}`;
  return sendRefusal(visit, { words, adminUrl: place.adminUrl, aadsts, url });
}

function sealedCode({ sealed }: SignInServer, flow: Flow, entraCode: string): string {
  const { tenantId, clientHash, challenge, verifier } = flow;
  return sealed.code.seal({
    tenantId,
    clientHash,
    redirectHash: hashOf(flow.redirectUri),
    challenge,
    verifier,
    entraCode,
  });
}
