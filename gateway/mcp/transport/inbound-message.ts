import type { IncomingHttpHeaders } from "node:http";
import {
  classifyInboundRequest,
  type InboundModernRoute,
  isInitializeRequest,
  isJSONRPCRequest,
  isJsonContentType,
  type JSONRPCRequest,
  type MessageClassification,
  ProtocolErrorCode,
  SUPPORTED_PROTOCOL_VERSIONS,
} from "@modelcontextprotocol/server";
import { type RpcMessage, rpcError, serverErrorCode } from "#gateway/mcp/rpc-message.ts";
import { headerMismatch, type StandardHeaders } from "./standard-headers.ts";

/** The revision of which each request is complete in itself. The SDK doesn't export its list of these. */
export const modernVersion = "2026-07-28";

const headerMismatchCode = -32_020;

/** A request for a server, with the era of its client. */
export interface InboundRequest {
  message: JSONRPCRequest;
  classification: MessageClassification;
}

/** What is to be done with a message. */
export type Inbound =
  | { kind: "request"; request: InboundRequest }
  /** A notification or response. No server lives long enough for it to have an effect there. */
  | { kind: "accepted" }
  | { kind: "refused"; status: number; body: ReturnType<typeof rpcError> };

const accepted: Inbound = { kind: "accepted" };

const refuse = (status: number, ...error: Parameters<typeof rpcError>): Inbound => ({
  kind: "refused",
  status,
  body: rpcError(...error),
});

/** The SDK gets a header as Node has joined it. */
function standardHeaders(headers: IncomingHttpHeaders): StandardHeaders {
  const { "mcp-protocol-version": version, "mcp-method": method, "mcp-name": name } = headers;
  return {
    ...(typeof version === "string" && { protocolVersionHeader: version }),
    ...(typeof method === "string" && { mcpMethodHeader: method }),
    ...(typeof name === "string" && { mcpNameHeader: name }),
  };
}

/** A 2025 client must accept both forms of an answer, and name a version that we serve, if it names one. */
function readLegacy(headers: IncomingHttpHeaders, body: unknown): Inbound {
  const { accept } = headers;
  if (!accept?.includes("application/json") || !accept.includes("text/event-stream")) {
    return refuse(406, serverErrorCode, "Not Acceptable: accept both application/json and text/event-stream");
  }
  const { protocolVersionHeader: version } = standardHeaders(headers);
  if (version !== undefined && !SUPPORTED_PROTOCOL_VERSIONS.includes(version) && !isInitializeRequest(body)) {
    const supported = SUPPORTED_PROTOCOL_VERSIONS.join(", ");
    return refuse(400, serverErrorCode, `Unsupported protocol version: ${version}. Supported versions: ${supported}`);
  }
  if (!isJSONRPCRequest(body)) return accepted;
  return { kind: "request", request: { message: body, classification: { era: "legacy" } } };
}

function readModern(headers: StandardHeaders, route: InboundModernRoute): Inbound {
  const { classification } = route;
  const { revision: requested = "unknown" } = classification;
  const id = route.messageKind === "request" ? route.message.id : null;
  if (requested !== modernVersion) {
    return refuse(400, ProtocolErrorCode.UnsupportedProtocolVersion, `Unsupported protocol version: ${requested}`, {
      id,
      data: { supported: [modernVersion], requested },
    });
  }
  if (route.messageKind === "notification") return accepted;
  const mismatch = headerMismatch(headers, route.message);
  if (mismatch === undefined) return { kind: "request", request: { message: route.message, classification } };
  const message = `Bad Request: the request headers and body disagree: ${mismatch.body}`;
  return refuse(400, headerMismatchCode, message, { id, data: { mismatch } });
}

/**
 * Decides by its headers and body what is to be done with a message, for both eras as the SDK's own HTTP handler does.
 * The SDK tells the era, and what is wrong with the envelope of MCP 2026-07-28.
 * @param message what `readRpcMessage` has read of the body
 */
export function readInbound(headers: IncomingHttpHeaders, body: unknown, { method, id }: RpcMessage): Inbound {
  if (!isJsonContentType(headers["content-type"])) {
    return refuse(415, serverErrorCode, "Content-Type must be application/json");
  }
  const standard = standardHeaders(headers);
  const route = classifyInboundRequest({ httpMethod: "POST", ...standard, body });
  if (route.kind === "legacy") return readLegacy(headers, body);
  if (route.kind === "modern") return readModern(standard, route);
  const { httpStatus, code, message, data } = route;
  return refuse(httpStatus, code, message, { id: method === undefined ? null : (id ?? null), data });
}
