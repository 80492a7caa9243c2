import { randomUUID } from "node:crypto";
import type { McpHttpHandler } from "@modelcontextprotocol/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Caller } from "#common/caller.ts";
import type { ToolError } from "#common/errors.ts";
import { describeError, type Logger } from "#common/logger.ts";
import type { AnswerRoom } from "#gateway/admission/answer-room.ts";
import { authenticatedCaller } from "#gateway/auth/authenticate.ts";
import { clientTracePoint } from "#gateway/trace-context.ts";
import type { CallRegistry } from "./call-registry.ts";
import { chosenTools } from "./chosen-tools.ts";
import { type HttpExchange, toAuthInfo } from "./http-exchange.ts";
import { createOutputSplice } from "./output-splice.ts";
import { createResponseHold } from "./response-hold.ts";
import { invalidRequestCode, methodNotFoundCode, type RpcMessage, readRpcMessage, rpcError } from "./rpc-message.ts";
import { sendResponse } from "./send-response.ts";

/** The headers that the MCP SDK reads, and the only ones it is given. */
const passedHeaders = ["content-type", "accept", "mcp-protocol-version", "mcp-method", "mcp-name"];

export interface McpRouteOptions {
  handler: McpHttpHandler;
  callRegistry: CallRegistry;
  roomFor(caller: Caller): AnswerRoom;
  /** Answers a refusal by Entra or Graph with a 401 and its challenge. */
  sendChallenge(reply: FastifyReply, refusal: ToolError): FastifyReply;
  logger: Logger;
}

function toWebRequest(request: FastifyRequest, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const name of passedHeaders) {
    const value = request.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  // The SDK does not use the address; a constant can't be poisoned by a Host header.
  return new Request("http://gateway.invalid/mcp", { method: "POST", headers, signal });
}

/** Aborts when the client closes its connection before it has the whole answer. Then, or with that, the room ends. */
function disconnectSignal({ raw }: FastifyReply, room: AnswerRoom): AbortController {
  const controller = new AbortController();
  const end = () => {
    room.release();
    if (!raw.writableFinished) controller.abort();
  };
  // The client may have gone while its request was read.
  if (raw.closed) end();
  else raw.once("close", end);
  return controller;
}

/**
 * `POST` on each of the paths: one stateless endpoint for MCP 2026-07-28 and every 2025-era client. The answer to a
 * tools/call is held until the worker's first frame, so that a refusal can still become a 401.
 */
export function registerMcpRoute(app: FastifyInstance, paths: readonly string[], options: McpRouteOptions): void {
  const { handler, callRegistry, roomFor, sendChallenge, logger } = options;

  /** The SDK serves each request separately, so it can't cancel a call of another request. */
  function cancelNamedCall(message: RpcMessage, exchange: HttpExchange): void {
    const rpcId = message.params?.requestId;
    if (message.method !== "notifications/cancelled" || rpcId === undefined) return;
    const { caller, sessionId } = exchange;
    callRegistry
      .cancel({ caller, sessionId, rpcId })
      .catch((error: unknown) => logger.warn(describeError(error), "a cancellation could not be passed on"));
  }

  async function serve(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const read = readRpcMessage(request.body);
    if ("problem" in read) return reply.code(400).send(rpcError(invalidRequestCode, read.problem));
    const { message } = read;
    if (message.method === "subscriptions/listen") {
      return reply.code(404).send(rpcError(methodNotFoundCode, "This server has nothing to subscribe to"));
    }
    const { caller, accessToken } = authenticatedCaller(request);
    const session = request.headers["mcp-session-id"];
    const sessionId = typeof session === "string" ? session.slice(0, 100) : undefined;
    const exchange: HttpExchange = {
      caller,
      accessToken,
      sessionId,
      chosenTools: chosenTools(request),
      trace: clientTracePoint(request.headers.traceparent),
      hold: createResponseHold(),
      room: roomFor(caller),
      splice: createOutputSplice(),
    };
    cancelNamedCall(message, exchange);
    if (message.method === "initialize") reply.header("mcp-session-id", randomUUID());

    const disconnect = disconnectSignal(reply, exchange.room);
    const served = handler.fetch(toWebRequest(request, disconnect.signal), {
      parsedBody: request.body,
      authInfo: toAuthInfo(exchange),
    });
    return await sendResponse({
      reply,
      served,
      splice: exchange.splice,
      hold: message.method === "tools/call" ? exchange.hold : undefined,
      onRefusal: (refusal) => {
        disconnect.abort();
        return sendChallenge(reply, refusal);
      },
    });
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
