import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Caller } from "#common/call.ts";
import { internalError, type ToolError } from "#common/errors.ts";
import { describeError, type Logger } from "#common/logger.ts";
import type { AnswerRoom } from "#gateway/admission/local-limits.ts";
import { authenticatedCaller } from "#gateway/auth/authenticate.ts";
import { clientTracePoint } from "#gateway/open-call.ts";
import type { CallName, CallRegistry } from "./call-registry.ts";
import type { BuildServer } from "./mcp-server.ts";
import {
  internalErrorCode,
  invalidRequestCode,
  methodNotFoundCode,
  type RpcMessage,
  readRpcMessage,
  rpcError,
} from "./rpc-message.ts";
import type { HttpExchange } from "./serve-call.ts";
import { createHttpAnswer } from "./transport/http-answer.ts";
import { createHttpTransport, messageBytes } from "./transport/http-transport.ts";
import { type InboundRequest, readInbound } from "./transport/inbound-message.ts";

const header = "x-mcp-tools";

/** A parameter that comes more than once is one list. */
function namesIn(value: unknown): ReadonlySet<string> | undefined {
  if (value === undefined) return undefined;
  const lists = [value].flat().map(String);
  return new Set(lists.flatMap((list) => list.split(",")).map((name) => name.trim()));
}

type RequestHead = Pick<FastifyRequest, "query" | "headers">;

function parameter({ query }: Pick<RequestHead, "query">, name: string): unknown {
  return typeof query === "object" && query !== null
    ? Object.entries(query).find(([key]) => key === name)?.[1]
    : undefined;
}

/**
 * The tools that a person left switched on, by `?tools=a,b` or an `X-MCP-Tools` header; undefined = all but the
 * composite. With both, only the tools that both name. This gives nobody more than they may use: a name that is no
 * tool, or not enabled anyway, adds nothing.
 */
export function chosenTools(request: RequestHead): ReadonlySet<string> | undefined {
  const [byQuery, byHeader] = [namesIn(parameter(request, "tools")), namesIn(request.headers[header])];
  if (byQuery === undefined || byHeader === undefined) return byQuery ?? byHeader;
  return new Set([...byQuery].filter((name) => byHeader.has(name)));
}

/** Whether the address asks for MCP resources, by `?resources=on`. */
export const wantsResources = (request: Pick<RequestHead, "query">): boolean =>
  parameter(request, "resources") === "on";

interface McpRouteOptions {
  buildServer: BuildServer;
  callRegistry: CallRegistry;
  roomFor(caller: Caller): AnswerRoom;
  /** Answers a refusal by Entra or Graph with a 401 and its challenge. */
  sendChallenge(reply: FastifyReply, refusal: ToolError): FastifyReply;
  logger: Logger;
}

const calling: ReadonlySet<string> = new Set(["tools/call", "resources/read"]);

type Sender = Pick<HttpExchange, "caller" | "accessToken" | "sessionId">;

interface Http {
  request: FastifyRequest;
  reply: FastifyReply;
}

/**
 * `POST` on each of the paths: one stateless endpoint for MCP 2026-07-28 and every 2025-era client. The answer to a
 * request that calls a tool is held until the worker's first frame, so that a refusal can still become a 401.
 */
export function registerMcpRoute(app: FastifyInstance, paths: readonly string[], options: McpRouteOptions): void {
  const { buildServer, callRegistry, roomFor, sendChallenge, logger } = options;

  /** Each request is served separately, so the SDK can't cancel a call of another request. */
  function cancelNamedCall(message: RpcMessage, name: Omit<CallName, "rpcId">): void {
    const rpcId = message.params?.requestId;
    if (message.method !== "notifications/cancelled" || rpcId === undefined) return;
    callRegistry
      .cancel({ ...name, rpcId })
      .catch((error: unknown) => logger.warn(describeError(error), "a cancellation could not be passed on"));
  }

  /** Serves a request until it is answered, refused, or its client has gone. */
  function serveRequest(inbound: InboundRequest, asked: Sender, { request, reply }: Http): void {
    const { message } = inbound;
    const { era } = inbound.classification;
    const answer = createHttpAnswer({
      reply,
      isHeld: calling.has(message.method),
      isKeptAlive: era === "legacy",
      sendRefusal: (refusal) => sendChallenge(reply, refusal),
    });
    const exchange: HttpExchange = {
      ...asked,
      era,
      chosenTools: chosenTools(request),
      wantsResources: wantsResources(request),
      trace: clientTracePoint(request.headers.traceparent),
      answer,
      room: roomFor(asked.caller),
      content: undefined,
    };
    /** The SDK's server keeps the exchange for longer than the content is needed. */
    const takeContent = () => {
      const { content } = exchange;
      exchange.content = undefined;
      return content;
    };
    const transport = createHttpTransport(inbound, { answer, takeContent });

    const { raw } = reply;
    const end = () => {
      exchange.room.release();
      answer.abandon();
      if (!raw.writableFinished) transport.close();
    };
    // The client may have gone while its request was read.
    if (raw.closed) end();
    else raw.once("close", end);

    transport.serve(buildServer(exchange)).catch((error: unknown) => {
      const referenceId = randomUUID();
      logger.error({ referenceId, ...describeError(error) }, "unexpected failure of a request");
      const told = { code: internalErrorCode, message: internalError(referenceId).message };
      answer.end(messageBytes({ jsonrpc: "2.0", id: message.id, error: told }), 500);
    });
  }

  function serve(request: FastifyRequest, reply: FastifyReply): void {
    const read = readRpcMessage(request.body);
    if ("problem" in read) {
      reply.code(400).send(rpcError(invalidRequestCode, read.problem));
      return;
    }
    const { message } = read;
    if (message.method === "subscriptions/listen") {
      reply.code(404).send(rpcError(methodNotFoundCode, "This server has nothing to subscribe to"));
      return;
    }
    const session = request.headers["mcp-session-id"];
    const sessionId = typeof session === "string" ? session.slice(0, 100) : undefined;
    const asked = { ...authenticatedCaller(request), sessionId };
    if (message.method === "initialize") reply.header("mcp-session-id", randomUUID());

    const inbound = readInbound(request.headers, request.body, message);
    if (inbound.kind === "refused") reply.code(inbound.status).send(inbound.body);
    else if (inbound.kind === "request") serveRequest(inbound.request, asked, { request, reply });
    else {
      cancelNamedCall(message, asked);
      reply.code(202).send();
    }
  }

  for (const path of paths) {
    app.post(path, serve);
    app.route({
      method: ["GET", "DELETE"],
      url: path,
      handler: (_request, reply) =>
        reply.code(405).header("allow", "POST").send(rpcError(invalidRequestCode, "This endpoint takes POST only")),
    });
  }
}
