import type { InboundHttpRequest, JSONRPCRequest } from "@modelcontextprotocol/server";

/** The headers by which a proxy can tell what a message of MCP 2026-07-28 is (SEP-2243). */
export type StandardHeaders = Omit<InboundHttpRequest, "httpMethod" | "body">;

/** Where headers and body disagree: what stands in the header, and what the body says. */
export interface HeaderMismatch {
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
export function headerMismatch(headers: StandardHeaders, message: JSONRPCRequest): HeaderMismatch | undefined {
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
