import { Client, StreamableHTTPClientTransport, UnauthorizedError } from "@modelcontextprotocol/client";
import type { BrowserStep } from "#test/support/sign-in/browser.ts";
import type { Browser } from "./browser.ts";
import { createSignInMemory } from "./oauth-provider.ts";

export interface SignInOptions {
  /** All that a client knows about the connector. */
  mcpUrl: string;
  /**
   * The client id that the organisation registered for its users' MCP clients; without one the client registers itself.
   */
  clientId?: string;
  /** Where the browser's answer goes; default an address at which nobody listens. */
  redirectUrl?: string;
  browser: Browser;
  /** Sees each exchange until there is a token. */
  onStep?: (step: BrowserStep) => void;
}

export interface SignedIn {
  /** Connected. */
  client: Client;
  accessToken: string;
  /** Life of the access token, seconds from now. */
  expiresInSeconds: number;
}

/** Shows each exchange to `onStep`. */
export function watchedFetch(onStep: SignInOptions["onStep"]): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const url = new URL(input instanceof Request ? input.url : input);
    onStep?.({ method: init?.method ?? "GET", url, status: response.status });
    return response;
  };
}

const newClient = () => new Client({ name: "demo", version: "1" }, { versionNegotiation: { mode: "auto" } });

/**
 * Signs a person in as MCP clients do, by the SDK's own OAuth code: 401, protected resource metadata, the authorization
 * server's metadata, the sign-in page with PKCE, the code for a token. Rejects with what the SDK or Entra says.
 */
export async function signIn({ mcpUrl, clientId, redirectUrl, browser, onStep }: SignInOptions): Promise<SignedIn> {
  const memory = createSignInMemory(clientId, redirectUrl);
  const authProvider = memory.provider;
  const url = new URL(mcpUrl);

  const transport = new StreamableHTTPClientTransport(url, { authProvider, fetch: watchedFetch(onStep) });
  const refusal: unknown = await newClient()
    .connect(transport)
    .catch((error: unknown) => error);
  if (refusal === undefined) throw new Error("The connector let in a client without a token.");
  if (!(refusal instanceof UnauthorizedError)) throw refusal;
  const answer = await browser(memory.signInPage());
  if (answer.has("error")) throw new Error(`Entra refused the sign-in: ${answer.get("error_description")}`);
  if (!memory.isMine(answer)) throw new Error("The answer belongs to another sign-in: its state differs.");
  await transport.finishAuth(answer);

  const client = newClient();
  await client.connect(new StreamableHTTPClientTransport(url, { authProvider }));
  const tokens = memory.tokens();
  if (tokens === undefined) throw new Error("The sign-in brought no token.");
  return { client, accessToken: tokens.access_token, expiresInSeconds: tokens.expires_in ?? 0 };
}
