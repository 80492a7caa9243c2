import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { Caller } from "#common/caller.ts";
import type { Audit } from "#gateway/audit/audit.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import type { TenantPolicies } from "#gateway/tenants/tenant-policy.ts";

import type { AuthRefusal } from "./auth-refusal.ts";
import { readBearerToken } from "./bearer-token.ts";
import type { AuthAnswer, ChallengesFor } from "./challenge.ts";
import { policyRefusal } from "./policy-refusal.ts";
import { refusalAnswer } from "./refusal-answer.ts";
import { addressedTenant } from "./tenant-address.ts";
import type { AcceptedToken, TokenValidator } from "./token-validator.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Null until the request is authenticated. Use `authenticatedCaller`. */
    caller: Caller | null;
    accessToken: string | null;
  }
}

export interface AuthenticationOptions {
  validator: TokenValidator;
  policies: TenantPolicies;
  challengesFor: ChallengesFor;
  metrics: Pick<GatewayMetrics, "authRefusals" | "challenges">;
  audit: Pick<Audit, "requestRefused">;
}

/** Sends an authentication response and counts its challenge. */
export function sendAuthAnswer(
  reply: FastifyReply,
  answer: AuthAnswer,
  metrics: Pick<GatewayMetrics, "challenges">,
): FastifyReply {
  if (answer.challenge !== undefined) metrics.challenges.inc({ kind: answer.challenge });
  return reply.code(answer.status).headers(answer.headers).send(answer.body);
}

/**
 * Authenticates every route of this Fastify scope: `request.caller` and `request.accessToken` are set, or the request
 * is refused before its body is read. Nothing of a refused token is stored, logged or returned. The policy of the
 * caller's tenant is checked again after the body has arrived, because a sender may take seconds to send it.
 */
export function registerAuthentication(app: FastifyInstance, options: AuthenticationOptions): void {
  const { validator, policies, challengesFor, metrics, audit } = options;

  function refuse(request: FastifyRequest, reply: FastifyReply, refusal: AuthRefusal): FastifyReply {
    metrics.authRefusals.inc({ reason: refusal.reason });
    audit.requestRefused(refusal);
    return sendAuthAnswer(reply, refusalAnswer(refusal, challengesFor(request)), metrics);
  }

  const accepted = new WeakMap<FastifyRequest, AcceptedToken>();
  app.decorateRequest("caller", null);
  app.decorateRequest("accessToken", null);
  app.addHook("onRequest", async (request, reply) => {
    const bearer = readBearerToken({ rawHeaders: request.raw.rawHeaders, url: request.url });
    if ("reason" in bearer) return refuse(request, reply, bearer);
    const verdict = await validator.validate(bearer.token);
    if (!verdict.ok) return refuse(request, reply, verdict.refusal);
    const unwanted = policyRefusal(verdict, policies);
    if (unwanted !== undefined) return refuse(request, reply, unwanted);
    const addressed = addressedTenant(request);
    if (addressed !== undefined && addressed !== verdict.caller.tenantId) {
      return refuse(request, reply, { reason: "other_tenant_address", subjectId: addressed, caller: verdict.caller });
    }
    accepted.set(request, verdict);
    request.caller = verdict.caller;
    request.accessToken = bearer.token;
  });
  app.addHook("preHandler", async (request, reply) => {
    const token = accepted.get(request);
    const unwanted = token && policyRefusal(token, policies);
    if (unwanted !== undefined) return refuse(request, reply, unwanted);
  });
}

/** The caller of a request behind `registerAuthentication`. Throws on any other route, which would be open. */
export function authenticatedCaller(request: FastifyRequest): { caller: Caller; accessToken: string } {
  const { caller, accessToken } = request;
  if (caller === null || accessToken === null) throw new Error("The route is not behind authentication.");
  return { caller, accessToken };
}
