import { type Call, nameOfCall } from "#common/call.ts";
import { internalError, ToolError, versionMismatch } from "#common/errors.ts";
import { describeError, type Logger } from "#common/logger.ts";
import type { Outcome } from "./audit/audit-entry.ts";
import { CallCancelledError } from "./open-call.ts";

/** The result of a tool's call, as its client gets it. */
export interface ToolResult {
  /** The JSON of MCP's content blocks, in the pieces in which it came. */
  content: readonly Buffer[];
  /** The same as an object, of the tools that ChatGPT reads in this form. */
  structuredContent?: Record<string, unknown>;
}

export const bytesIn = (chunks: readonly Buffer[]): number => chunks.reduce((bytes, { length }) => bytes + length, 0);

const [listStart, listEnd] = Buffer.from("[]");

/**
 * What a worker wrote for a client, which is neither parsed nor copied. Throws `unavailable` for the output of a worker
 * of another version: it isn't a list.
 */
export function resultFrom(chunks: readonly Buffer[]): ToolResult {
  if (chunks[0]?.[0] !== listStart || chunks.at(-1)?.at(-1) !== listEnd) throw versionMismatch();
  return { content: chunks };
}

/** What a failed call is answered with. What nobody foresaw is logged, and becomes `internal`. */
export function toCallError(error: unknown, call: Call, logger: Logger): ToolError | CallCancelledError {
  if (error instanceof ToolError || error instanceof CallCancelledError) return error;
  const { requestId } = call;
  const tool = nameOfCall(call);
  logger.error({ requestId, referenceId: requestId, tool, ...describeError(error) }, "unexpected failure of a call");
  return internalError(requestId);
}

/** How such an end is counted and audited. */
export const outcomeOf = (error: ToolError | CallCancelledError): Outcome =>
  error instanceof ToolError ? error.code : "cancelled";
