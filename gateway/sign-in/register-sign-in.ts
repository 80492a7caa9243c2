import type { FastifyInstance } from "fastify";
import type { Logger } from "#common/logger.ts";
import type { Audit } from "#gateway/audit/audit.ts";
import type { ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import type { TokenValidator } from "#gateway/auth/token-validator.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { registerHostCheck, registerOriginCheck } from "#gateway/mcp/origin-check.ts";
import type { PageSite } from "#gateway/pages/page-site.ts";
import { createFront, type SignInOptions } from "./front.ts";
import { problemWords } from "./pages/problems.ts";
import { createSignInRecorder } from "./record-sign-in.ts";
import { sendProblem } from "./send-page.ts";
import { pagePaths, tokenPaths } from "./sign-in-paths.ts";
import { registerSignInMetadata, registerSignInPages, registerTokenEndpoints } from "./sign-in-routes.ts";

/**
 * Without `SIGN_IN_CLIENT_ID`: says in words why nobody signs in here, to people at the page and to clients that ask.
 * Some clients come to `/authorize`, `/token` and `/register` of a host that has no metadata for them.
 */
function registerNotOffered(app: FastifyInstance, site: PageSite): void {
  const { publicUrl } = site.identity;
  const { title, happened, next } = problemWords.en.not_offered;
  const body = { error: "invalid_request", error_description: `${title}. ${happened} ${next}` };
  const { token, register } = tokenPaths(publicUrl);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { bodyLimit: 64 * 1024 }, (_request, payload, done) => {
    payload.resume();
    done(null);
  });
  app.addHook("onRequest", async (_request, reply) => {
    reply.header("cache-control", "no-store").header("x-content-type-options", "nosniff");
  });
  for (const path of pagePaths(publicUrl).authorize) {
    app.get(path, (request, reply) => sendProblem([request, reply, site], "not_offered"));
  }
  for (const path of [...token, ...register]) app.post(path, (_request, reply) => reply.code(404).send(body));
}

interface Surroundings {
  identity: ResourceIdentity;
  site: PageSite;
  validator: TokenValidator;
  allowedOrigins: readonly string[];
  audit: Pick<Audit, "requestRefused" | "signInStep" | "tokenIssued">;
  metrics: GatewayMetrics;
  logger: Logger;
}

/**
 * The sign-in front: this server as the authorization server of its MCP clients, in front of Entra. Without options it
 * is off: clients are sent to Entra itself, and those that come here nevertheless are told so.
 */
export function registerSignIn(app: FastifyInstance, options: SignInOptions | undefined, around: Surroundings): void {
  const { identity, site, validator, allowedOrigins, audit, metrics } = around;
  const { publicUrl } = identity;
  const hostCheck = { publicUrl, metrics, audit };
  if (options === undefined) {
    app.register((off, _options, done) => {
      registerHostCheck(off, hostCheck);
      registerNotOffered(off, site);
      done();
    });
    return;
  }
  const front = createFront(options, { identity, site, validator, ...createSignInRecorder(around) });
  registerSignInMetadata(app, front);
  app.register((pages, _options, done) => {
    registerHostCheck(pages, hostCheck);
    registerSignInPages(pages, front);
    done();
  });
  app.register((tokens, _options, done) => {
    const paths = Object.values(tokenPaths(publicUrl)).flat();
    registerOriginCheck(tokens, { ...hostCheck, allowedOrigins, paths });
    registerTokenEndpoints(tokens, front);
    done();
  });
}
