import type { CallToolResult } from "@modelcontextprotocol/server";
import type { ToolError } from "#common/errors.ts";

/** Our own prefix for `_meta` keys. */
const errorMetaKey = "m365-connector/error";

/** For an admin who looks into the sign-in logs, or for Microsoft's support. */
const traceNote = (traceId: string | undefined) => (traceId === undefined ? "" : ` (Microsoft's trace id: ${traceId})`);

/** A failure that the model can read and act on. */
export function toErrorResult({ code, message, details }: ToolError): CallToolResult {
  const { claims: _claims, signInMayNotHelp: _notShown, ...shown } = details;
  return {
    isError: true,
    content: [{ type: "text", text: `${code}: ${message}${traceNote(details.traceId)}` }],
    _meta: { [errorMetaKey]: { code, ...shown } },
  };
}
