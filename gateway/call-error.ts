import { type Call, nameOfCall } from "#common/call.ts";
import { internalError, ToolError } from "#common/errors.ts";
import { describeError, type Logger } from "#common/logger.ts";
import type { Outcome } from "./audit/audit-entry.ts";
import { CallCancelledError } from "./open-call.ts";

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
