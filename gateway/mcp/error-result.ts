import {
  type CallToolResult,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
} from "@modelcontextprotocol/server";
import type { ToolError } from "#common/errors.ts";
import { serverErrorCode } from "./rpc-message.ts";

/** Our own prefix for `_meta` keys. */
const errorMetaKey = "m365-connector/error";

/** For an admin who looks into the sign-in logs, or for Microsoft's support. */
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
