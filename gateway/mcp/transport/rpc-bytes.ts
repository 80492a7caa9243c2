import type { JSONRPCMessage, JSONRPCResultResponse } from "@modelcontextprotocol/server";
import type { ToolOutput } from "#common/queue/tool-output.ts";

/** A JSON-RPC message as its JSON text, in UTF-8. */
export const messageBytes = (message: JSONRPCMessage): Buffer[] => [Buffer.from(JSON.stringify(message))];

const structuredKey = Buffer.from(',"structuredContent":');
const end = Buffer.from("}}");

/**
 * The same for the result of a tools/call, with a worker's output for `content` and `structuredContent`. The output is
 * neither parsed nor copied: parsing, validating and writing 1 MB again takes 16 ms of the event loop.
 */
export function resultBytes({ id, result }: JSONRPCResultResponse, output: ToolOutput): Buffer[] {
  const { content: _content, structuredContent: _structured, ...others } = result;
  const members = JSON.stringify(others).slice(1, -1);
  const start = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{${members}${members && ","}"content":`;
  return [Buffer.from(start), ...output.content, structuredKey, ...output.structuredContent, end];
}
