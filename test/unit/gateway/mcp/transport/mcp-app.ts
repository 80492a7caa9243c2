import type { AddressInfo } from "node:net";
import { type FastifyInstance, fastify } from "fastify";
import { request } from "undici";
import { afterAll, beforeAll } from "vitest";
import type { Caller } from "#common/call.ts";
import { ToolError } from "#common/errors.ts";
import { createLogger } from "#common/logger.ts";
import { catalog } from "#common/tools/catalog.ts";
import type { CallTool } from "#gateway/call-tool.ts";
import { compositeNames } from "#gateway/composites/composites.ts";
import { registerMcpRoute } from "#gateway/mcp/mcp-route.ts";
import { type BuildServer, createServerBuilder } from "#gateway/mcp/mcp-server.ts";
import type { TenantPolicies } from "#gateway/tenants/tenant-policy.ts";
import { tenantPolicies } from "#test/support/tenant-policies.ts";
import { somebodyWithIds } from "#test/unit/call-fixture.ts";
import { callOpenerFor } from "../../call-opener.ts";

export const caller: Caller = { ...somebodyWithIds, expiresAtSeconds: 4_000_000_000, understandsClaims: true };

const logger = createLogger({ process: "mcp-app", level: "silent" });

/**
 * The servers of a gateway whose calls are answered by `callTool`.
 * @param options.granted what is granted to everybody; by default nobody knows
 */
export const buildServerFor = (
  callTool: CallTool,
  { granted, policies = tenantPolicies() }: { granted?: readonly string[]; policies?: TenantPolicies } = {},
): BuildServer =>
  createServerBuilder({
    catalog,
    callOpener: callOpenerFor([...catalog.map(({ name }) => name), ...compositeNames]),
    callTool,
    callRegistry: { register: () => () => undefined, cancel: async () => undefined },
    askGrantedScopes: async () => granted && { scopes: new Set(granted), remainingMs: 1_000 },
    policies,
    sentChallenges: { isFirst: async () => true },
    logger,
  });

export interface McpApp {
  app: FastifyInstance;
  url: string;
  /** Posts a message with these headers, and no others of its own. `query` goes into the address. */
  post(posted: Posted, query?: string): Promise<{ statusCode: number; headers: Record<string, unknown>; text: string }>;
}

/** The MCP route behind a sign-in that lets everybody in, listening. */
export async function startMcpApp(
  buildServer: BuildServer,
  { cancelled = [], headers = {} }: { cancelled?: unknown[]; headers?: Record<string, string> } = {},
): Promise<McpApp> {
  const app = fastify();
  app.decorateRequest("caller", null);
  app.decorateRequest("accessToken", null);
  app.addHook("onRequest", async (request, reply) => {
    request.caller = caller;
    request.accessToken = "token";
    reply.headers(headers);
  });
  registerMcpRoute(app, ["/mcp"], {
    buildServer,
    callRegistry: { register: () => () => undefined, cancel: async ({ rpcId }) => void cancelled.push(rpcId) },
    roomFor: () => ({ hold: () => undefined, release: () => undefined }),
    sendChallenge: (reply, { code }) => reply.code(401).header("www-authenticate", code).send({ code }),
    logger,
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/mcp`;
  return {
    app,
    url,
    async post(posted, query = "") {
      const sent = { method: "POST", headers: posted.headers, body: JSON.stringify(posted.body) };
      const { statusCode, headers: received, body } = await request(`${url}${query}`, sent);
      return { statusCode, headers: received, text: await body.text() };
    },
  };
}

/** A call that fails in words, after the progress that its client asks for. */
export const failingCall: CallTool = async ({ onProgress }) => {
  for (const progress of [1, 2]) onProgress?.({ progress, total: 2, message: `step ${progress}` });
  throw new ToolError("not_found", "There is no such item.");
};

const modernMeta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
};

export interface Posted {
  headers: Record<string, string>;
  body: unknown;
}

const both = "application/json, text/event-stream";

/** A flawless request of MCP 2026-07-28. */
export function modern(method: string, params: Record<string, unknown> = {}): Posted {
  const { _meta, ...others } = params;
  const name = params.name ?? params.uri;
  return {
    headers: {
      "content-type": "application/json",
      accept: both,
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": method,
      ...(typeof name === "string" && { "mcp-name": name }),
    },
    body: { jsonrpc: "2.0", id: 7, method, params: { ...others, _meta: { ...modernMeta, ...(_meta as object) } } },
  };
}

/** A flawless request of a 2025 client. */
export const legacy = (method: string, params?: Record<string, unknown>): Posted => ({
  headers: { "content-type": "application/json", accept: both, "mcp-protocol-version": "2025-11-25" },
  body: { jsonrpc: "2.0", id: 7, method, ...(params && { params }) },
});

/** What a client of each era posts. */
export const eras = [
  ["2026-07-28", modern],
  ["2025-11-25", legacy],
] as const;

/** Starts the route for the tests of this block, and asks it: the answer, and its last message. */
export function routeOf(callTool: CallTool, options: Parameters<typeof buildServerFor>[1] = {}) {
  let running: McpApp;
  beforeAll(async () => {
    running = await startMcpApp(buildServerFor(callTool, options));
  });
  afterAll(() => running.app.close());
  return async (posted: Posted, query: string) => {
    const { text, ...answer } = await running.post(posted, query);
    return { ...answer, message: lastMessage(text) };
  };
}

/** The message of a whole answer, or of the last event of a stream. */
export function lastMessage(text: string): Record<string, unknown> | undefined {
  if (text === "") return undefined;
  if (text.startsWith("{")) return JSON.parse(text);
  return eventsOf(text).at(-1);
}

/** The messages of an event stream. */
export const eventsOf = (text: string): Record<string, unknown>[] =>
  text
    .split("\n")
    .filter((line) => line.startsWith("data: "))
    .map((line) => JSON.parse(line.slice("data: ".length)));
