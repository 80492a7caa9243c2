import type { CallToolResult } from "@modelcontextprotocol/server";
import type { ToolError } from "#common/errors.ts";
import type { ToolDefinition } from "#common/tools/define-tool.ts";

/** Our own prefix for `_meta` keys. */
const errorMetaKey = "m365-connector/error";

/**
 * The output as structured content, and as text for callers of the hosted connector: one JSON block per hit, then
 * what is needed to go on.
 */
export function toToolResult(tool: ToolDefinition, output: Record<string, unknown>): CallToolResult {
  const content = tool.toBlocks(output).map((block) => ({ type: "text" as const, text: JSON.stringify(block) }));
  return { content, structuredContent: output };
}

/** For an admin who looks into the sign-in logs, or for Microsoft's support. */
const traceNote = (traceId: string | undefined) => (traceId === undefined ? "" : ` (Microsoft's trace id: ${traceId})`);

/** A failure that the model can read and act on. */
export function toErrorResult({ code, message, details }: ToolError): CallToolResult {
  const { claims: _claims, isCureUnsure: _isCureUnsure, ...shown } = details;
  return {
    isError: true,
    content: [{ type: "text", text: `${code}: ${message}${traceNote(details.traceId)}` }],
    _meta: { [errorMetaKey]: { code, ...shown } },
  };
}
