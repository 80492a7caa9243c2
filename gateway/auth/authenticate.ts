import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Caller } from "#common/call.ts";
import type { Audit } from "#gateway/audit/audit.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import type { TenantPolicies } from "#gateway/tenants/tenant-policy.ts";
import type { AuthRefusal } from "./auth-refusal.ts";
import { type AuthAnswer, type ChallengesFor, refusalAnswer } from "./challenge.ts";
import { policyRefusal } from "./policy-refusal.ts";
import { addressedTenant } from "./resource-identity.ts";
import type { AcceptedToken, TokenValidator } from "./token-validator.ts";

/**
 * All values of a header, in order. Node keeps the first `Authorization` or `Host` header and drops the others, so that
 * a duplicate would go unnoticed.
 * @param name in lower case
 */
export function headerValues({ rawHeaders }: { rawHeaders: readonly string[] }, name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

type BearerToken = { token: string } | { reason: "missing_token" | "malformed_request" | "malformed_token" };

/** RFC 6750 2.1, `b64token`. */
const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

function hasTokenInQuery(url: string): boolean {
  const start = url.indexOf("?");
  return start !== -1 && new URLSearchParams(url.slice(start)).has("access_token");
}

/**
 * Reads the access token of a request from a single `Authorization: Bearer` header, never from query or body (RFC 6750
 * 2.1, as MCP requires). Another scheme counts as no token.
 */
function readBearerToken(request: { rawHeaders: readonly string[]; url: string }): BearerToken {
  const [header, ...others] = headerValues(request, "authorization");
  if (header === undefined) return { reason: "missing_token" };
  if (others.length > 0 || hasTokenInQuery(request.url)) return { reason: "malformed_request" };
  if (!/^bearer(?: |$)/i.test(header)) return { reason: "missing_token" };
  const token = bearer.exec(header)?.[1];
  return token === undefined ? { reason: "malformed_token" } : { token };
}

declare module "fastify" {
  interface FastifyRequest {
    /** Null until the request is authenticated. Use `authenticatedCaller`. */
    caller: Caller | null;
    accessToken: string | null;
  }
}

interface AuthenticationOptions {
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
    const validation = await validator.validate(bearer.token);
    if (!validation.ok) return refuse(request, reply, validation.refusal);
    const unwanted = policyRefusal(validation, policies);
    if (unwanted !== undefined) return refuse(request, reply, unwanted);
    const addressed = addressedTenant(request);
    if (addressed !== undefined && addressed !== validation.caller.tenantId) {
      return refuse(request, reply, {
        reason: "other_tenant_address",
        subjectId: addressed,
        caller: validation.caller,
      });
    }
    accepted.set(request, validation);
    request.caller = validation.caller;
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
