import type { IncomingHttpHeaders } from "node:http";
import {
  classifyInboundRequest,
  type InboundHttpRequest,
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

/** The headers by which a proxy can tell what a message of MCP 2026-07-28 is (SEP-2243). */
type StandardHeaders = Omit<InboundHttpRequest, "httpMethod" | "body">;

interface HeaderMismatch {
  header: string;
  body: string;
}

/** The member of `params` that `Mcp-Name` repeats, by method. */
const namedMembers = new Map([
  ["tools/call", "name"],
  ["prompts/get", "name"],
  ["resources/read", "uri"],
  ["tasks/get", "taskId"],
  ["tasks/update", "taskId"],
  ["tasks/cancel", "taskId"],
]);

const missing = "(missing)";
const encodingStart = "=?base64?";
const encodingEnd = "?=";

/** A value that can't stand in a header is sent as Base64 of its UTF-8. Undefined if it is no such thing. */
function decodeHeader(value: string): string | undefined {
  if (!value.startsWith(encodingStart) || !value.endsWith(encodingEnd)) return value;
  const encoded = value.slice(encodingStart.length, -encodingEnd.length);
  const bytes = Buffer.from(encoded, "base64");
  if (bytes.toString("base64") !== encoded) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What a missing or wrong `Mcp-Name` disagrees with. A body without the name is left to the server's validation. */
function nameMismatch(header: string | undefined, member: string, name: unknown): HeaderMismatch | undefined {
  const decoded = header === undefined ? undefined : decodeHeader(header);
  if (header !== undefined && decoded === undefined) {
    return { header, body: "the Mcp-Name header carries an invalid Base64 value" };
  }
  if (typeof name !== "string" || decoded === name) return undefined;
  const said = decoded === undefined ? "there is no Mcp-Name header" : `the Mcp-Name header names "${decoded}"`;
  return { header: header ?? missing, body: `the body carries params.${member}="${name}" but ${said}` };
}

/**
 * What is missing or wrong in the headers that a request of MCP 2026-07-28 must have. The SDK's
 * `classifyInboundRequest` has compared those that are there with the body, except for `Mcp-Name`.
 */
function headerMismatch(headers: StandardHeaders, message: JSONRPCRequest): HeaderMismatch | undefined {
  const { protocolVersionHeader, mcpMethodHeader, mcpNameHeader } = headers;
  const { method } = message;
  if (protocolVersionHeader === undefined) {
    return {
      header: missing,
      body: "the body names a protocol version but there is no MCP-Protocol-Version header",
    };
  }
  if (mcpMethodHeader === undefined) {
    return { header: missing, body: `the body names method ${method} but there is no Mcp-Method header` };
  }
  const member = namedMembers.get(method);
  return member === undefined ? undefined : nameMismatch(mcpNameHeader, member, message.params?.[member]);
}

/** The revision of which each request is complete in itself. The SDK doesn't export its list of these. */
export const modernVersion = "2026-07-28";

const headerMismatchCode = -32_020;

/** A request for a server, with the era of its client. */
export interface InboundRequest {
  message: JSONRPCRequest;
  classification: MessageClassification;
}

/** What is to be done with a message. */
type Inbound =
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
