/** JSON-RPC over HTTP by hand, where a test must see the HTTP answer itself. */
export interface RawCall {
  url: string;
  token: string;
  tool: string;
  args?: Record<string, unknown>;
  /** The JSON-RPC id; default 1. */
  id?: number | string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

const modernMeta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
  "io.modelcontextprotocol/clientInfo": { name: "raw-test", version: "1" },
};

export const rawEras = ["modern", "legacy"] as const;
export type RawEra = (typeof rawEras)[number];

/** Posts one JSON-RPC message as a client of the era does. */
export function postMessage(
  era: RawEra,
  message: { id?: number | string; method: string; params?: Record<string, unknown> },
  { url, token, headers = {}, signal }: Omit<RawCall, "tool" | "args" | "id">,
): Promise<Response> {
  const meta = era === "modern" ? { _meta: { ...modernMeta, ...(message.params?._meta as object | undefined) } } : {};
  const named = message.params?.name ?? message.params?.uri;
  const name = typeof named === "string" ? { "mcp-name": named } : {};
  const eraHeaders: Record<string, string> =
    era === "modern"
      ? { "mcp-protocol-version": "2026-07-28", "mcp-method": message.method, ...name }
      : { "mcp-protocol-version": "2025-11-25" };
  return fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${token}`,
      ...eraHeaders,
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: "2.0", ...message, params: { ...message.params, ...meta } }),
    ...(signal && { signal }),
  });
}

/** Posts one tools/call. */
export function postToolCall(era: RawEra, { tool, args = {}, id = 1, ...call }: RawCall): Promise<Response> {
  return postMessage(era, { id, method: "tools/call", params: { name: tool, arguments: args } }, call);
}

type Result = Record<string, unknown> | undefined;

/** The hits of a search in a result, and what its last block says; undefined for a refusal, or none. */
export function blocksIn(result: Result): Record<string, unknown>[] | undefined {
  if (result?.isError === true || !Array.isArray(result?.content)) return undefined;
  return result.content.map(({ text }) => JSON.parse(text));
}

export const hitsIn = (result: Result) => blocksIn(result)?.slice(0, -1);

/** The JSON-RPC answer in a response, which is JSON or an event stream. */
export async function readRpcAnswer(
  response: Response,
): Promise<{ result?: Record<string, unknown>; error?: { code: number; message: string } }> {
  const text = await response.text();
  if (response.headers.get("content-type")?.startsWith("application/json")) return JSON.parse(text);
  const data = text
    .split("\n")
    .filter((line) => line.startsWith("data: "))
    .map((line) => JSON.parse(line.slice(6)));
  return data.findLast((message) => "result" in message || "error" in message) ?? {};
}
