import type { Dispatcher } from "undici";

/** What became of one tools/call, and all that was answered. */
export interface CallAnswer {
  /** `ok`, a code of our closed list of errors, `http_` and a status, or `connection_lost`. */
  verdict: string;
  /** Of a refusal that says when to come back. */
  retryAfterSeconds: number | undefined;
  text: string;
}

export interface ToolRequest {
  tool: string;
  args: Record<string, unknown>;
  /** What the address must name for it. */
  query?: string;
}

const protocolVersion = "2026-07-28";
const errorPattern = /"m365-connector\/error":\{"code":"(\w+)"(?:[^{}]*?"retryAfterSeconds":(\d+))?/;

function verdictOf(statusCode: number, text: string): Omit<CallAnswer, "text"> {
  const [, code, seconds] = errorPattern.exec(text) ?? [];
  const retryAfterSeconds = seconds === undefined ? undefined : Number(seconds);
  if (code !== undefined) return { verdict: code, retryAfterSeconds };
  const isServed = statusCode === 200 && text.includes('"content"');
  return { verdict: isServed ? "ok" : `http_${statusCode}`, retryAfterSeconds };
}

/**
 * Makes one and the same call for whoever's token is given, as a client of MCP 2026-07-28 sends it, at as little cost
 * to the measuring process as may be. Never rejects: a broken connection is a verdict.
 */
export function createToolCaller({ tool, args, query = "" }: ToolRequest) {
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: {
      name: tool,
      arguments: args,
      _meta: {
        "io.modelcontextprotocol/protocolVersion": protocolVersion,
        "io.modelcontextprotocol/clientCapabilities": {},
      },
    },
  });
  const headers = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": protocolVersion,
    "mcp-method": "tools/call",
    "mcp-name": tool,
  };
  return async (gateway: Dispatcher, token: string): Promise<CallAnswer> => {
    try {
      const answer = await gateway.request({
        method: "POST",
        path: `/mcp${query}`,
        headers: { ...headers, authorization: `Bearer ${token}` },
        body,
      });
      const text = await answer.body.text();
      return { ...verdictOf(answer.statusCode, text), text };
    } catch {
      return { verdict: "connection_lost", retryAfterSeconds: undefined, text: "" };
    }
  };
}
