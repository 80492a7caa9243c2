import type { FastifyInstance, FastifyRequest } from "fastify";
import { servePublicDocument } from "#gateway/auth/protected-resource-metadata.ts";
import { addressedIdentity } from "#gateway/auth/resource-identity.ts";
import { securityHeaders } from "#gateway/pages/page.ts";
import { approve, maxFormBytes } from "./approve.ts";
import { authorizationServerMetadata } from "./authorization-server-metadata.ts";
import { authorize } from "./authorize.ts";
import { callback } from "./callback.ts";
import { registerClient } from "./clients/register-client.ts";
import type { Front } from "./front.ts";
import { faultAnswer, OauthFault } from "./oauth-fault.ts";
import { maxTokenFormBytes, redeem } from "./redeem.ts";
import { sendProblem } from "./send-page.ts";
import { eventOfFault } from "./sign-in-event.ts";
import { metadataPaths, pagePaths, rootAliases, tokenPaths } from "./sign-in-paths.ts";

const formType = "application/x-www-form-urlencoded";
const maxMetadataBytes = 32 * 1024;

function acceptForms(app: FastifyInstance): void {
  app.removeContentTypeParser("text/plain");
  app.addContentTypeParser(formType, { parseAs: "string" }, (_request, body, done) => done(null, body));
}

function answerFaults(app: FastifyInstance, front: Front): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error instanceof OauthFault) {
      front.record(eventOfFault(error));
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
    front.record({ event: "refused", reason: "invalid_request" });
    const { body } = faultAnswer(new OauthFault("invalid_request", "The request can't be read."));
    return reply.code(error.statusCode).send(body);
  });
}

/** The metadata of RFC 8414 at each address. Any page may read it, as it may the protected resource's. */
export function registerSignInMetadata(app: FastifyInstance, { identity, readsDocuments }: Front): void {
  servePublicDocument(app, metadataPaths(identity.publicUrl), (request) =>
    JSON.stringify(authorizationServerMetadata(addressedIdentity(request, identity), readsDocuments)),
  );
}

/** What clients ask themselves, by JSON and forms. For a Fastify scope behind the check of Host and Origin. */
export function registerTokenEndpoints(app: FastifyInstance, front: Front): void {
  const { identity } = front;
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(securityHeaders);
    if ((request.headers["content-encoding"] ?? "identity") === "identity") return;
    throw new OauthFault("invalid_request", "Content-Encoding is not supported.");
  });
  answerFaults(app, front);
  acceptForms(app);
  const { token, register } = tokenPaths(identity.publicUrl);
  for (const path of token) {
    app.post(path, { bodyLimit: maxTokenFormBytes }, (request) => {
      if (typeof request.body !== "string") {
        throw new OauthFault("invalid_request", `The Content-Type must be ${formType}.`);
      }
      const isAlias = path === rootAliases.token;
      return redeem(front, {
        form: request.body,
        authorization: request.headers.authorization,
        identity: isAlias ? undefined : addressedIdentity(request, identity),
      });
    });
  }
  for (const path of register) {
    app.post(path, { bodyLimit: maxMetadataBytes }, (request, reply) => {
      const client = registerClient(request.body, front.profileOf, identity);
      front.record({ event: "registered" });
      return reply.code(201).send(client);
    });
  }
}

/** What a browser opens. For a Fastify scope behind the check of Host: other sites may link here, but not read. */
export function registerSignInPages(app: FastifyInstance, front: Front): void {
  const { identity } = front;
  app.addHook("onRequest", async (_request, reply) => {
    reply.headers(securityHeaders);
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error.statusCode === undefined || error.statusCode >= 500) throw error;
    front.record({ event: "refused", reason: "foreign_form" });
    return sendProblem([request, reply, front.site], "foreign_form");
  });
  acceptForms(app);
  const { authorize: authorizePaths, approve: approvePaths, callback: callbackPath } = pagePaths(identity.publicUrl);
  const at = (request: FastifyRequest) => addressedIdentity(request, identity);
  const noHead = { exposeHeadRoute: false };
  for (const path of authorizePaths) {
    const isAlias = path === rootAliases.authorize;
    app.get(path, noHead, (request, reply) => authorize(front, isAlias ? undefined : at(request), [request, reply]));
  }
  for (const path of approvePaths) {
    app.post(path, { bodyLimit: maxFormBytes }, (request, reply) => approve(front, at(request), [request, reply]));
  }
  app.get(callbackPath, noHead, (request, reply) => callback(front, [request, reply]));
}
