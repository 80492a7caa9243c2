import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Logger } from "#common/logger.ts";
import type { Audit } from "#gateway/audit/audit.ts";
import { servePublicDocument } from "#gateway/auth/protected-resource-metadata.ts";
import { addressedIdentity, type ResourceIdentity } from "#gateway/auth/resource-identity.ts";
import type { TokenValidator } from "#gateway/auth/token-validator.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { registerHostCheck, registerOriginCheck } from "#gateway/mcp/origin-check.ts";
import { words } from "#gateway/pages/language.ts";
import { secureAnswers } from "#gateway/pages/page.ts";
import type { PageSite } from "#gateway/pages/page-site.ts";
import { approve, maxFormBytes } from "./approve.ts";
import { authorize } from "./authorize.ts";
import { callback } from "./callback.ts";
import { registerClient } from "./clients/client-id.ts";
import { faultAnswer, OauthFault } from "./oauth-fault.ts";
import { createSignInRecorder, eventOfFault } from "./record-sign-in.ts";
import { maxTokenFormBytes, redeem } from "./redeem.ts";
import { refusing, sendProblem } from "./send-answer.ts";
import { authorizationServerMetadata, metadataPaths, pagePaths, rootAliases, tokenPaths } from "./sign-in-paths.ts";
import { createSignInServer, type SignInOptions, type SignInServer } from "./sign-in-server.ts";

const formType = "application/x-www-form-urlencoded";
const maxMetadataBytes = 32 * 1024;

function acceptForms(app: FastifyInstance): void {
  app.removeContentTypeParser("text/plain");
  app.addContentTypeParser(formType, { parseAs: "string" }, (_request, body, done) => done(null, body));
}

function answerFaults(app: FastifyInstance, signIn: SignInServer): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error instanceof OauthFault) {
      signIn.record(eventOfFault(error));
      const { status, headers, body } = faultAnswer(error);
      // RFC 6749 5.2: by the scheme that the client used.
      const triedBasic = status === 401 && request.headers.authorization !== undefined;
      return reply
        .code(status)
        .headers({ ...headers, ...(triedBasic && { "www-authenticate": "Basic" }) })
        .send(body);
    }
    // Fastify's own refusals: too large, another content type, no JSON. The rest is for the handler above.
    if (error.statusCode === undefined || error.statusCode >= 500) throw error;
    signIn.record({ event: "refused", reason: "invalid_request" });
    const { body } = faultAnswer(new OauthFault("invalid_request", "The request can't be read."));
    return reply.code(error.statusCode).send(body);
  });
}

/** The metadata of RFC 8414 at each address. Any page may read it, as it may the protected resource's. */
function registerSignInMetadata(app: FastifyInstance, { identity, readsDocuments }: SignInServer): void {
  servePublicDocument(app, metadataPaths(identity.publicUrl), (request) =>
    JSON.stringify(authorizationServerMetadata(addressedIdentity(request, identity), readsDocuments)),
  );
}

/** What clients ask themselves, by JSON and forms. For a Fastify scope behind the check of Host and Origin. */
function registerTokenEndpoints(app: FastifyInstance, signIn: SignInServer): void {
  const { identity } = signIn;
  secureAnswers(app);
  app.addHook("onRequest", async (request) => {
    if ((request.headers["content-encoding"] ?? "identity") === "identity") return;
    throw new OauthFault("invalid_request", "Content-Encoding is not supported.");
  });
  answerFaults(app, signIn);
  acceptForms(app);
  const { token, register } = tokenPaths(identity.publicUrl);
  for (const path of token) {
    app.post(path, { bodyLimit: maxTokenFormBytes }, (request) => {
      if (typeof request.body !== "string") {
        throw new OauthFault("invalid_request", `The Content-Type must be ${formType}.`);
      }
      const isAlias = path === rootAliases.token;
      return redeem(signIn, {
        form: request.body,
        authorization: request.headers.authorization,
        identity: isAlias ? undefined : addressedIdentity(request, identity),
      });
    });
  }
  for (const path of register) {
    app.post(path, { bodyLimit: maxMetadataBytes }, (request, reply) => {
      const client = registerClient(request.body, signIn.profileOf, identity);
      signIn.record({ event: "registered" });
      return reply.code(201).send(client);
    });
  }
}

/** What a browser opens. For a Fastify scope behind the check of Host: other sites may link here, but not read. */
function registerSignInPages(app: FastifyInstance, signIn: SignInServer): void {
  const { identity } = signIn;
  secureAnswers(app);
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error.statusCode === undefined || error.statusCode >= 500) throw error;
    return refusing(signIn, [request, reply, signIn.site])("foreign_form");
  });
  acceptForms(app);
  const { authorize: authorizePaths, approve: approvePaths, callback: callbackPath } = pagePaths(identity.publicUrl);
  const at = (request: FastifyRequest) => addressedIdentity(request, identity);
  const noHead = { exposeHeadRoute: false };
  for (const path of authorizePaths) {
    const isAlias = path === rootAliases.authorize;
    app.get(path, noHead, (request, reply) => authorize(signIn, isAlias ? undefined : at(request), [request, reply]));
  }
  for (const path of approvePaths) {
    app.post(path, { bodyLimit: maxFormBytes }, (request, reply) => approve(signIn, at(request), [request, reply]));
  }
  app.get(callbackPath, noHead, (request, reply) => callback(signIn, [request, reply]));
}

/**
 * Says in words, without `SIGN_IN_CLIENT_ID`, why nobody signs in here, to people at the page and to clients that ask.
 * Some clients come to `/authorize`, `/token` and `/register` of a host that has no metadata for them.
 */
function registerNotOffered(app: FastifyInstance, site: PageSite): void {
  const { publicUrl } = site.identity;
  const { title, happened, next } = words.en.problems.not_offered;
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
 * The sign-in server: this server as the authorization server of its MCP clients, in front of Entra. Without options it
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
  const signIn = createSignInServer(options, { identity, site, validator, ...createSignInRecorder(around) });
  registerSignInMetadata(app, signIn);
  app.register((pages, _options, done) => {
    registerHostCheck(pages, hostCheck);
    registerSignInPages(pages, signIn);
    done();
  });
  app.register((tokens, _options, done) => {
    const paths = Object.values(tokenPaths(publicUrl)).flat();
    registerOriginCheck(tokens, { ...hostCheck, allowedOrigins, paths });
    registerTokenEndpoints(tokens, signIn);
    done();
  });
}
