import {
  type CallToolResult,
  ProtocolError,
  ProtocolErrorCode,
  type RequestId,
  ResourceNotFoundError,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import type { ToolError } from "#common/errors.ts";

/** The parts of a JSON-RPC message that the route reads before the SDK. */
const rpcMessage = z.object({
  jsonrpc: z.literal("2.0"),
  method: z.string().max(200).optional(),
  id: z.union([z.string().max(200), z.number()]).optional(),
  params: z.object({ requestId: z.union([z.string().max(200), z.number()]).optional() }).optional(),
});

export type RpcMessage = z.infer<typeof rpcMessage>;

const maxDepth = 20;

/** Whether a parsed JSON value is nested more deeply than any valid request. */
function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (depth >= maxDepth) return true;
  return Object.values(value).some((member) => isTooDeep(member, depth + 1));
}

/** The message, or why it is invalid. Batches, which MCP has removed, are refused. */
export function readRpcMessage(body: unknown): { message: RpcMessage } | { problem: string } {
  if (Array.isArray(body)) return { problem: "JSON-RPC batches are not supported: send one message per request" };
  if (isTooDeep(body)) return { problem: `The message is nested more than ${maxDepth} levels deep` };
  const parsed = rpcMessage.safeParse(body);
  return parsed.success ? { message: parsed.data } : { problem: "The body is not a JSON-RPC 2.0 message" };
}

/**
 * A JSON-RPC error.
 * @param about.id of the request that it answers; null if there is none, or none that can be read (JSON-RPC 2.0 §5.1)
 */
export function rpcError(code: number, message: string, about: { id?: RequestId | null; data?: unknown } = {}) {
  const { id = null, data } = about;
  return { jsonrpc: "2.0" as const, id, error: { code, message, ...(data !== undefined && { data }) } };
}
export const parseErrorCode = -32_700;
export const invalidRequestCode = -32_600;
export const methodNotFoundCode = -32_601;
export const internalErrorCode = -32_603;
/** The first code that JSON-RPC leaves to the server. */
export const serverErrorCode = -32_000;

/** Our own prefix for `_meta` keys. */
const errorMetaKey = "m365-connector/error";

/** Trace id for an admin who looks into the sign-in logs, or for Microsoft's support. */
const traceNote = (traceId: string | undefined) => (traceId === undefined ? "" : ` (Microsoft's trace id: ${traceId})`);

/** What a client is shown of a failure: in words, and for programs. */
function shownOf({ code, message, details }: ToolError) {
  const { claims: _claims, signInMayNotHelp: _notShown, ...shown } = details;
  return { text: `${code}: ${message}${traceNote(details.traceId)}`, error: { code, ...shown } };
}

/** A failure that the model can read and act on. */
export function toErrorResult(failure: ToolError): CallToolResult {
  const { text, error } = shownOf(failure);
  return { isError: true, content: [{ type: "text", text }], _meta: { [errorMetaKey]: error } };
}

/** The same as a JSON-RPC error, the only form that resources/read has. A uri of no known form names no resource. */
export function toResourceError(failure: ToolError, uri: string): ProtocolError {
  const { text, error } = shownOf(failure);
  const { code } = failure;
  if (code === "not_found" || code === "invalid_input") return new ResourceNotFoundError(uri, text);
  return new ProtocolError(code === "internal" ? ProtocolErrorCode.InternalError : serverErrorCode, text, error);
}
