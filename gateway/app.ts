import { randomUUID } from "node:crypto";
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { internalError, type ToolError } from "#common/errors.ts";
import { describeError, type Logger } from "#common/logger.ts";
import { createAnswerRooms, type PersonRequests, type RequestLimit } from "./admission/local-limits.ts";
import type { Audit } from "./audit/audit.ts";
import { authenticatedCaller, registerAuthentication, sendAuthAnswer } from "./auth/authenticate.ts";
import { createChallengesFor } from "./auth/challenge.ts";
import { registerProtectedResourceMetadata } from "./auth/protected-resource-metadata.ts";
import { directSignInProblem, type ResourceIdentity, tenantAddress } from "./auth/resource-identity.ts";
import type { TokenValidator } from "./auth/token-validator.ts";
import { cutOffAnswered, prepareDrain, refusePipelining } from "./connections.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";
import { registerMcpRoute } from "./mcp/mcp-route.ts";
import { createServerBuilder, type McpServerDependencies } from "./mcp/mcp-server.ts";
import { registerOriginCheck } from "./mcp/origin-check.ts";
import { internalErrorCode, invalidRequestCode, parseErrorCode, rpcError, serverErrorCode } from "./mcp/rpc-message.ts";
import type { PageSettings } from "./pages/page-site.ts";
import { createReadableRefusals, type ReadableRefusals } from "./pages/readable-refusals.ts";
import { registerPages } from "./pages/register-pages.ts";
import { registerSignIn } from "./sign-in/sign-in-routes.ts";
import type { SignInOptions } from "./sign-in/sign-in-server.ts";

/** Calls `proceed` at once, or in a later event-loop turn. */
type TakeTurn = (proceed: () => void) => void;

/**
 * Lets at most `perTurn` callers proceed per event-loop turn, first come, first served. Thousands of connections can be
 * ready at once, and Node serves all of them before timers, answers and probes.
 */
export function createTurnQueue(perTurn: number): TakeTurn {
  let waiting: (() => void)[] = [];
  let proceeded = 0;

  function beginTurn(): void {
    const now = waiting.slice(0, perTurn);
    waiting = waiting.slice(perTurn);
    proceeded = now.length;
    if (proceeded > 0) setImmediate(beginTurn);
    for (const proceed of now) proceed();
  }

  return function takeTurn(proceed) {
    if (proceeded >= perTurn) {
      waiting.push(proceed);
      return;
    }
    if (proceeded === 0) setImmediate(beginTurn);
    proceeded += 1;
    proceed();
  };
}

export interface GatewayDependencies extends Omit<McpServerDependencies, "policies"> {
  identity: ResourceIdentity;
  allowedOrigins: readonly string[];
  validator: TokenValidator;
  personRequests: PersonRequests;
  /** What the pages for people name. */
  pages: PageSettings;
  /** Absent where clients sign in at Entra itself. */
  signIn?: SignInOptions;
  audit: Pick<Audit, "requestRefused" | "signInStep" | "tokenIssued">;
  metrics: GatewayMetrics;
}

/** A token of 16 kB must fit with the other headers. */
const maxHeaderBytes = 24 * 1024;
const maxBodyBytes = 64 * 1024;

/**
 * Limits for slow senders, not for slow answers: `connectionTimeout` would also end a long call, so it stays 0. Node
 * checks the other two every `connectionsCheckingInterval`.
 */
const serverLimits = {
  bodyLimit: maxBodyBytes,
  requestTimeout: 10_000,
  connectionTimeout: 0,
  keepAliveTimeout: 65_000,
  http: { headersTimeout: 5_000, connectionsCheckingInterval: 1_000, maxHeaderSize: maxHeaderBytes },
};
const maxConnections = 2_000;
/** A few milliseconds of work. */
const requestsPerTurn = 4;

/** Fastify's own errors that clients may see. Any other error is unexpected. */
const knownErrors: Readonly<Record<string, { code: number; message: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: invalidRequestCode, message: "The request is larger than 64 kB" },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: invalidRequestCode, message: "Content-Type must be application/json" },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: parseErrorCode, message: "The body is empty" },
  FST_ERR_CTP_INVALID_JSON_BODY: { code: parseErrorCode, message: "The body is not valid JSON" },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { code: invalidRequestCode, message: "Content-Length does not fit the body" },
};

function registerErrorAnswers(app: FastifyInstance, logger: Logger): void {
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const known = knownErrors[error.code];
    if (known !== undefined) return reply.code(error.statusCode ?? 400).send(rpcError(known.code, known.message));
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return reply.code(error.statusCode).send(rpcError(parseErrorCode, "The request can't be read"));
    }
    const referenceId = randomUUID();
    logger.error({ referenceId, ...describeError(error) }, "unexpected failure of a request");
    return reply.code(500).send(rpcError(internalErrorCode, internalError(referenceId).message));
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: "not_found" }));
}

/** Answers paths that the router refuses: undecodable, or with a parameter too long. No route or hook sees them. */
const answerBadPath =
  ({ pageFor }: ReadableRefusals) =>
  (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    reply.code(error.statusCode ?? 400);
    reply.send(pageFor(request, reply) ?? { error: "invalid_request" });
  };

/** Accepts only uncompressed JSON: a compressed body could be a bomb, and no MCP client sends one. */
function acceptOnlyPlainJson(app: FastifyInstance): void {
  app.removeContentTypeParser("text/plain");
  app.addHook("preParsing", async (request, reply) => {
    const encoding = request.headers["content-encoding"];
    if (encoding === undefined || encoding === "identity") return;
    await reply.code(415).send(rpcError(invalidRequestCode, "Content-Encoding is not supported"));
  });
}

const limitProblems: Readonly<Record<RequestLimit, string>> = {
  user_requests: "You have too many requests open: read their answers first",
  user_rate: "You send too many requests",
};

/**
 * Makes every route that this Fastify scope gets from now on refuse requests of a person who has too many open or sends
 * too many: 429 with Retry-After, before the body is read, whatever the MCP method. Register it after authentication.
 */
function registerRequestLimits(
  app: FastifyInstance,
  options: {
    personRequests: PersonRequests;
    metrics: Pick<GatewayMetrics, "shed">;
    audit: Pick<Audit, "requestRefused">;
  },
): void {
  const { personRequests, metrics, audit } = options;
  app.addHook("onRequest", (request, reply, next) => {
    const { caller } = authenticatedCaller(request);
    const entered = personRequests.enter(caller);
    if ("leave" in entered) {
      // The client may have gone while its token was validated.
      if (reply.raw.closed) entered.leave();
      else reply.raw.once("close", entered.leave);
      next();
      return;
    }
    const { over, retryAfterSeconds } = entered;
    metrics.shed.inc({ reason: over });
    audit.requestRefused({ reason: over, caller });
    const seconds = retryAfterSeconds === 1 ? "a second" : `${retryAfterSeconds} seconds`;
    const message = `${limitProblems[over]}. Try again in ${seconds}.`;
    reply.code(429).header("retry-after", retryAfterSeconds).send(rpcError(serverErrorCode, message));
  });
}

/**
 * The steps of a request, in this order: limits on size and time, Host and Origin, the bearer token, the limits of its
 * person, the body, and the MCP route. The server does not listen yet.
 * @returns the server, and how it takes no more requests and waits for those in flight
 */
export function buildGateway(dependencies: GatewayDependencies) {
  const { allowedOrigins, validator, callRegistry, signIn, audit, metrics, logger } = dependencies;
  const identity = { ...dependencies.identity, hasSignIn: signIn !== undefined };
  const site = { ...dependencies.pages, identity, clientAppId: signIn?.clientId };
  const problem = directSignInProblem(identity);
  if (problem !== undefined) logger.warn({ component: "sign-in", problem }, "some MCP clients can't sign in");
  const challengesFor = createChallengesFor(identity);
  const path = new URL(identity.publicUrl).pathname;
  const refusals = createReadableRefusals(site);
  const app = fastify({
    ...serverLimits,
    frameworkErrors: answerBadPath(refusals),
    onProtoPoisoning: "error",
    onConstructorPoisoning: "error",
    logger: false,
  });
  app.server.maxConnections = maxConnections;
  // Connections that are only kept open must not keep others out.
  app.server.on("drop", () => app.server.closeIdleConnections());
  refusePipelining(app, dependencies);
  cutOffAnswered(app);
  const drain = prepareDrain(app);

  registerErrorAnswers(app, logger);
  refusals.register(app);
  registerPages(app, site, { metrics, audit });
  registerProtectedResourceMetadata(app, identity);
  registerSignIn(app, signIn, { identity, site, validator, allowedOrigins, audit, metrics, logger });
  app.register(async (mcp) => {
    const takeTurn = createTurnQueue(requestsPerTurn);
    mcp.addHook("onRequest", (_request, _reply, next) => takeTurn(next));
    registerOriginCheck(mcp, { publicUrl: identity.publicUrl, allowedOrigins, metrics, audit });
    registerAuthentication(mcp, { validator, policies: identity.policies, challengesFor, metrics, audit });
    registerRequestLimits(mcp, dependencies);
    acceptOnlyPlainJson(mcp);
    registerMcpRoute(mcp, [path, tenantAddress(path)], {
      buildServer: createServerBuilder({ ...dependencies, policies: identity.policies }),
      callRegistry,
      roomFor: createAnswerRooms({ metrics, random: Math.random }),
      sendChallenge(reply, refusal: ToolError) {
        const { claims } = refusal.details;
        const challenges = challengesFor(reply.request);
        const answer = claims === undefined ? challenges.invalidToken : challenges.insufficientClaims(claims);
        return sendAuthAnswer(reply, answer, metrics);
      },
      logger,
    });
  });
  return { app, drain };
}
