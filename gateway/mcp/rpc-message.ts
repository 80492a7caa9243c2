import type { RequestId } from "@modelcontextprotocol/server";
import { z } from "zod";

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
