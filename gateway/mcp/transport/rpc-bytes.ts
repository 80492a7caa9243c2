import type { JSONRPCMessage, JSONRPCResultResponse } from "@modelcontextprotocol/server";

/** A JSON-RPC message as its JSON text, in UTF-8. */
export const messageBytes = (message: JSONRPCMessage): Buffer[] => [Buffer.from(JSON.stringify(message))];

const end = Buffer.from("}}");

/** The same for the result of a tools/call, with the JSON that a worker wrote for `content`, which isn't copied. */
export function resultBytes({ id, result }: JSONRPCResultResponse, content: readonly Buffer[]): Buffer[] {
  const { content: _placeholder, ...others } = result;
  const members = JSON.stringify(others).slice(1, -1);
  const start = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{${members}${members && ","}"content":`;
  return [Buffer.from(start), ...content, end];
}
