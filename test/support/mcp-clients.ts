import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from "@modelcontextprotocol/client";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacyTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { answerIn } from "./answer-in.ts";

export interface CallResult {
  isError: boolean;
  /** The text blocks. */
  texts: string[];
  /** The blocks of pictures. */
  pictures: { mimeType: string; data: Buffer }[];
  /** Only of the tools that ChatGPT reads in a form of its own. */
  structuredContent: Record<string, unknown> | undefined;
  /** The answer as an object; undefined for a refusal. */
  output: Record<string, unknown> | undefined;
  meta: Record<string, unknown> | undefined;
}

export interface CallOptions {
  signal?: AbortSignal;
  onProgress?: (progress: { progress: number; message?: string | undefined }) => void;
}

/** What the tests need of an MCP client, whichever era it speaks. */
export interface McpClient {
  era: "modern" | "legacy";
  listTools(): Promise<
    { name: string; title?: string | undefined; description?: string | undefined; annotations?: object | undefined }[]
  >;
  call(name: string, args: Record<string, unknown>, options?: CallOptions): Promise<CallResult>;
  /** Where the address asks for MCP resources. */
  listResources(): Promise<{ uri: string }[]>;
  listResourceTemplates(): Promise<{ uriTemplate: string }[]>;
  readResource(uri: string): Promise<{ uri: string; mimeType?: string | undefined; text?: unknown }[]>;
  close(): Promise<void>;
}

interface RawResult {
  isError?: unknown;
  content?: unknown;
  structuredContent?: unknown;
  _meta?: unknown;
}

const asRecord = (value: unknown) =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;

/** The result of a tool as any client gives it. */
export function toCallResult(tool: string, { isError, content, structuredContent, _meta }: RawResult): CallResult {
  const blocks = Array.isArray(content) ? content : [];
  const texts = blocks.flatMap((block) => (block.type === "text" ? [String(block.text)] : []));
  return {
    isError: isError === true,
    texts,
    output: isError === true ? undefined : answerIn(tool, texts),
    pictures: blocks.flatMap(({ type, mimeType, data }) =>
      type === "image" ? [{ mimeType: String(mimeType), data: Buffer.from(String(data), "base64") }] : [],
    ),
    structuredContent: asRecord(structuredContent),
    meta: asRecord(_meta),
  };
}

const timeoutMs = 60_000;

const requestInit = (token: string) => ({ requestInit: { headers: { authorization: `Bearer ${token}` } } });

type CallTool = (
  call: { name: string; arguments: Record<string, unknown> },
  options: { timeout: number; signal?: AbortSignal; onprogress?: NonNullable<CallOptions["onProgress"]> },
) => Promise<RawResult>;

const clientOf = (era: McpClient["era"], client: ModernClient | LegacyClient, callTool: CallTool): McpClient => ({
  era,
  listTools: async () => (await client.listTools()).tools,
  async call(name, args, { signal, onProgress } = {}) {
    const options = { timeout: timeoutMs, ...(signal && { signal }), ...(onProgress && { onprogress: onProgress }) };
    return toCallResult(name, await callTool({ name, arguments: args }, options));
  },
  listResources: async () => (await client.listResources()).resources,
  listResourceTemplates: async () => (await client.listResourceTemplates()).resourceTemplates,
  readResource: async (uri) => (await client.readResource({ uri })).contents,
  close: () => client.close(),
});

/** The client of MCP 2026-07-28. */
export async function connectModern(url: string, token: string): Promise<McpClient> {
  const client = new ModernClient({ name: "modern-test", version: "1" }, { versionNegotiation: { mode: "auto" } });
  await client.connect(new ModernTransport(new URL(url), requestInit(token)));
  return clientOf("modern", client, (call, options) => client.callTool(call, options));
}

/** The maintenance line's client: 2025-11-25 and older. */
export async function connectLegacy(url: string, token: string): Promise<McpClient> {
  const client = new LegacyClient({ name: "legacy-test", version: "1" });
  // The two SDK lines type an optional session id differently under exactOptionalPropertyTypes.
  await client.connect(new LegacyTransport(new URL(url), requestInit(token)) as Parameters<typeof client.connect>[0]);
  return clientOf("legacy", client, (call, options) => client.callTool(call, undefined, options));
}

export const eras = [
  ["2026-07-28", connectModern],
  ["2025-11-25", connectLegacy],
] as const;

/** Where a test is about what Graph or a document says, this era is enough: a client reads the same in each. */
export const eraOfContent = eras[0][0];
