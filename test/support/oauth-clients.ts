import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
  UnauthorizedError as ModernUnauthorized,
} from "@modelcontextprotocol/client";
import { UnauthorizedError as LegacyUnauthorized } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacyTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Browser } from "#test/demo/stage/browser.ts";
import type { SignInMemory } from "#test/demo/stage/oauth-provider.ts";
import { watchedFetch } from "#test/demo/stage/sign-in.ts";
import { type CallResult, toCallResult } from "./mcp-clients.ts";

export interface OauthClient {
  call(name: string, args: Record<string, unknown>): Promise<CallResult>;
  close(): Promise<void>;
}

export interface SignInAttempt {
  mcpUrl: string;
  memory: SignInMemory;
  /** Never used when the tokens in the memory are good, or can be renewed. */
  browser: Browser;
}

/** Every exchange of a client, as `POST /path 200`. */
export type Steps = string[];

const watched = (steps: Steps) =>
  watchedFetch(({ method, url, status }) => steps.push(`${method} ${url.pathname} ${status}`));

/** Connects; without a good token, `finishAuth` takes the browser's answer. */
async function connectModern(url: URL, { provider }: SignInMemory, steps: Steps) {
  const transport = new ModernTransport(url, { authProvider: provider, fetch: watched(steps) });
  const client = new ModernClient({ name: "modern-test", version: "1" }, { versionNegotiation: { mode: "auto" } });
  const refusal = await client.connect(transport).catch((error: unknown) => error);
  const finishAuth = (answer: URLSearchParams) => transport.finishAuth(answer);
  return { client, refusal, ...(refusal instanceof ModernUnauthorized && { finishAuth }) };
}

async function connectLegacy(url: URL, { provider }: SignInMemory, steps: Steps) {
  const transport = new LegacyTransport(url, { authProvider: provider, fetch: watched(steps) });
  const client = new LegacyClient({ name: "legacy-test", version: "1" });
  // The two SDK lines type an optional session id differently under exactOptionalPropertyTypes.
  const refusal = await client
    .connect(transport as Parameters<typeof client.connect>[0])
    .catch((error: unknown) => error);
  const finishAuth = (answer: URLSearchParams) => transport.finishAuth(answer.get("code") ?? "");
  return { client, refusal, ...(refusal instanceof LegacyUnauthorized && { finishAuth }) };
}

/** By an SDK's own OAuth code: connected, after one visit to the browser if it takes one. */
const signInBy =
  (connect: typeof connectModern | typeof connectLegacy) =>
  async ({ mcpUrl, memory, browser }: SignInAttempt, steps: Steps = []): Promise<OauthClient> => {
    const url = new URL(mcpUrl);
    let { client, refusal, finishAuth } = await connect(url, memory, steps);
    if (finishAuth !== undefined) {
      await finishAuth(await browser(memory.signInPage()));
      ({ client, refusal } = await connect(url, memory, steps));
    }
    if (refusal !== undefined) throw refusal;
    return {
      call: async (name, args) => toCallResult(name, await client.callTool({ name, arguments: args })),
      close: () => client.close(),
    };
  };

export const oauthClients = [
  ["@modelcontextprotocol/client", signInBy(connectModern)],
  ["@modelcontextprotocol/sdk", signInBy(connectLegacy)],
] as const;
