import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Logger } from "#common/logger.ts";
import { servePublicDocument } from "#gateway/auth/public-document.ts";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import { addressedIdentity, tenantAddress } from "#gateway/auth/tenant-address.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { authorizationServerMetadata, authorizationServerWellKnown } from "./authorization-server-metadata.ts";
import { whereToSignIn } from "./authorize.ts";
import { faultAnswer, OauthFault } from "./oauth-fault.ts";
import { registerClient } from "./register-client.ts";
import { checkGrantedScope } from "./requested-scope.ts";
import { entraEndpoint, type ShimAddress } from "./shim-address.ts";
import { createTokenRelay } from "./token-relay.ts";
import { formForEntra, maxFormBytes } from "./token-request.ts";
import { countRequests, createRefusalLog, endpoints } from "./watch-requests.ts";

export interface OauthShimOptions {
  /** `OAUTH_SHIM_CLIENT_ID`: the public client that everybody gets. */
  clientId: string;
  fetch: typeof globalThis.fetch;
}

/** Every answer is for one request, is no page and may not be shown in one. */
const securityHeaders = {
  "cache-control": "no-store",
  pragma: "no-cache",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** The paths of the shim's endpoints, at the address for all and at each tenant's. */
export function shimPaths(path: string): string[] {
  return [path, tenantAddress(path)].flatMap((address) => endpoints.map((name) => `${address}/oauth/${name}`));
}

const queryOf = ({ url }: FastifyRequest): string => (url.includes("?") ? url.slice(url.indexOf("?") + 1) : "");

function registerAnswers(app: FastifyInstance, logRefusal: (fault: OauthFault) => void): void {
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(securityHeaders);
    if (request.headers.authorization !== undefined) {
      throw new OauthFault("invalid_client", "Clients here are public: send no Authorization header.");
    }
    if ((request.headers["content-encoding"] ?? "identity") !== "identity") {
      throw new OauthFault("invalid_request", "Content-Encoding is not supported.");
    }
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    if (error instanceof OauthFault) {
      logRefusal(error);
      const { status, headers, body } = faultAnswer(error);
      return reply.code(status).headers(headers).send(body);
    }
    // Fastify's own refusals: too large, another content type, no JSON. The rest is for the handler above.
    if (error.statusCode === undefined || error.statusCode >= 500) throw error;
    const { body } = faultAnswer(new OauthFault("invalid_request", "The request can't be read."));
    return reply.code(error.statusCode).send(body);
  });
}

/** RFC 8414's document at each address. Any page may read it, as it may the protected resource metadata. */
export function registerShimMetadata(app: FastifyInstance, identity: ResourceIdentity): void {
  const path = `${authorizationServerWellKnown}${new URL(identity.publicUrl).pathname}`;
  servePublicDocument(app, [path, tenantAddress(path)], (request) =>
    JSON.stringify(authorizationServerMetadata(addressedIdentity(request, identity))),
  );
}

/**
 * Three endpoints for MCP clients that want more of an authorization server than Entra is: they hand the browser on to
 * Entra, answer registrations with one fixed public client id, and pass token requests through. No state, no secret, no
 * cookie, no page. For a Fastify scope of its own, behind the check of Host and Origin.
 */
export function registerOauthShim(
  app: FastifyInstance,
  identity: ResourceIdentity,
  options: OauthShimOptions & { metrics: Pick<GatewayMetrics, "oauthShimRequests">; logger: Logger },
): void {
  const relay = createTokenRelay(options.fetch);
  const path = new URL(identity.publicUrl).pathname;
  countRequests(app, options.metrics, identity.authorityHost);
  registerAnswers(app, createRefusalLog(options.logger));
  app.removeContentTypeParser("text/plain");
  const form = "application/x-www-form-urlencoded";
  app.addContentTypeParser(form, { parseAs: "string" }, (_request, body, done) => done(null, body));

  const at = (request: FastifyRequest): ShimAddress => ({
    identity: addressedIdentity(request, identity),
    clientId: options.clientId,
  });

  for (const address of [path, tenantAddress(path)]) {
    app.get(`${address}/oauth/authorize`, (request, reply) =>
      reply.redirect(whereToSignIn(queryOf(request), at(request)).href, 302),
    );
    app.post(`${address}/oauth/token`, { bodyLimit: maxFormBytes }, async (request) => {
      const here = at(request);
      if (typeof request.body !== "string") {
        throw new OauthFault("invalid_request", `The Content-Type must be ${form}.`);
      }
      const tokens = await relay(entraEndpoint(here.identity, "token"), formForEntra(request.body, here));
      checkGrantedScope(tokens.scope, here.identity);
      return tokens;
    });
    app.post(`${address}/oauth/register`, { bodyLimit: maxFormBytes }, (request, reply) =>
      reply.code(201).send(registerClient(request.body, at(request))),
    );
  }
}
