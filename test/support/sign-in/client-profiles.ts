import type { Product } from "#gateway/pages/client-guide.ts";

/** A client's metadata document, whose URL is its client_id. */
export type ClientDocument = Readonly<Record<string, unknown>> & { client_id: string };

/** How one MCP client signs in, as far as a server can see it. */
export interface ClientProfile {
  client: string;
  /** Its row in docs/clients.md. */
  product: Product;
  /** Where that was seen: a capture, the client's source, or its documentation. */
  seen: string;
  /** Where the code goes. */
  redirectUri: string;
  /** The body of its registration (RFC 7591), in full. */
  registration: Readonly<Record<string, unknown>> & { redirect_uris: readonly string[] };
  /** What describes it in place of a registration, where the server reads such documents. */
  document?: ClientDocument;
  /** How often it registers for one sign-in; the last client_id counts. Default 1. */
  registrations?: number;
  /** Where it finds the endpoints: in the metadata at the issuer's path (default), or at the host's root unasked. */
  finds?: "atRoot";
  /** What it asks for: everything that the server advertises (default), the protected resource's alone, or nothing. */
  scope?: "resource" | "none";
  /** Parameters of its own at the authorization endpoint. */
  parameters?: Readonly<Record<string, string>>;
  /** It sends HTTP Basic with an empty password at the token endpoint, beside the client_id. */
  sendsEmptyPassword?: boolean;
  /** A renewal says the `resource` again. Most do. */
  renewsWithoutResource?: boolean;
  /** The site whose page opens the browser; without it a program does. */
  openedFrom?: string;
  /** What the operator adds to SIGN_IN_REDIRECTS. */
  setting?: string;
}

const grants = ["authorization_code", "refresh_token"];
const publicClient = { grant_types: grants, response_types: ["code"], token_endpoint_auth_method: "none" };

/** The MCP SDK asks for consent whenever it asks for offline_access. */
const sdkParameters = { prompt: "consent" };

const claude: ClientProfile = {
  client: "Claude",
  product: "Claude",
  seen: "anthropics/claude-ai-mcp #966 (registers twice), #1043 (client_secret_post)",
  redirectUri: "https://claude.ai/api/mcp/auth_callback",
  registration: {
    application_type: "web",
    client_name: "Claude",
    grant_types: grants,
    redirect_uris: ["https://claude.ai/api/mcp/auth_callback"],
    response_types: ["code"],
    token_endpoint_auth_method: "client_secret_post",
  },
  registrations: 2,
  openedFrom: "https://claude.ai",
};

const cursorAddresses = [
  "cursor://anysphere.cursor-mcp/oauth/callback",
  "https://www.cursor.com/agents/mcp/oauth/callback",
  "http://localhost:8787/callback",
];

const cursor = (redirectUri: string): ClientProfile => ({
  client: `Cursor (${new URL(redirectUri).protocol}//)`,
  product: "Cursor",
  seen: "erp-mafia/accounted #2225, bytebase/bytebase #20510",
  redirectUri,
  registration: { ...publicClient, client_name: "Cursor", redirect_uris: cursorAddresses },
  parameters: sdkParameters,
});

const vsCodeAddresses = [
  "https://insiders.vscode.dev/redirect",
  "https://vscode.dev/redirect",
  "http://127.0.0.1/",
  "http://127.0.0.1:33418/",
];

const vsCode = (redirectUri: string): ClientProfile => ({
  client: "VS Code",
  product: "VS Code",
  seen: "microsoft/vscode src/vs/base/common/oauth.ts; #278512",
  redirectUri,
  registration: {
    ...publicClient,
    client_name: "Visual Studio Code",
    client_uri: "https://code.visualstudio.com",
    grant_types: [...grants, "urn:ietf:params:oauth:grant-type:device_code"],
    redirect_uris: vsCodeAddresses,
  },
});

/** Clients of the MCP SDK for TypeScript differ in their addresses and names. */
const sdkClient = (product: Product, redirectUri: string, more: Partial<ClientProfile> = {}): ClientProfile => ({
  client: product,
  product,
  seen: "its use of the MCP SDK for TypeScript",
  redirectUri,
  registration: { ...publicClient, client_name: product, redirect_uris: [redirectUri] },
  parameters: sdkParameters,
  ...more,
});

const chatGpt = (redirectUri: string): ClientProfile => ({
  client: "ChatGPT",
  product: "ChatGPT",
  seen: "captured registration; worldmonitor #8307 (callback where `iss` is sent)",
  redirectUri,
  registration: { ...publicClient, client_name: "ChatGPT", redirect_uris: [redirectUri] },
  scope: "none",
  openedFrom: "https://chatgpt.com",
});

/** Clients that describe themselves where that is offered. Their documents name no ports. */
const describedClients: readonly ClientProfile[] = [
  {
    ...claude,
    client: "Claude, by its document",
    seen: "anthropics/claude-ai-mcp #96, #518",
    document: {
      ...publicClient,
      client_id: "https://claude.ai/oauth/mcp-oauth-client-metadata",
      client_name: "Claude",
      redirect_uris: ["https://claude.ai/api/mcp/auth_callback"],
    },
  },
  sdkClient("Claude Code", "http://localhost:53682/callback", {
    client: "Claude Code, by its document",
    seen: "anthropics/claude-code #42301",
    document: {
      ...publicClient,
      client_id: "https://claude.ai/oauth/claude-code-client-metadata",
      client_name: "Claude Code",
      redirect_uris: ["http://localhost/callback", "http://127.0.0.1/callback"],
    },
  }),
  {
    ...chatGpt("https://chatgpt.com/connector/oauth/IbUR3zxyNQ16"),
    client: "ChatGPT, by its document",
    seen: "cloudflare/workers-oauth-provider #293",
    document: {
      client_id: "https://chatgpt.com/oauth/IbUR3zxyNQ16/client.json",
      client_name: "ChatGPT",
      client_uri: "https://chatgpt.com/",
      grant_types: grants,
      jwks_uri: "https://chatgpt.com/oauth/jwks.json",
      redirect_uris: ["https://chatgpt.com/connector/oauth/IbUR3zxyNQ16"],
      response_types: ["code"],
      token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_methods_supported: ["none", "private_key_jwt"],
      token_endpoint_auth_signing_alg: "RS256",
    },
  },
];

const inspectorAddresses = ["http://localhost:6274/oauth/callback", "http://localhost:6274/oauth/callback/debug"];

/** Every MCP client that the sign-in was designed for, each as it comes. */
export const clientProfiles: readonly ClientProfile[] = [
  claude,
  { ...claude, client: "Claude, at the root", seen: "anthropics/claude-ai-mcp #82, #341, #486", finds: "atRoot" },
  {
    ...claude,
    client: "Claude (claude.com)",
    redirectUri: "https://claude.com/api/mcp/auth_callback",
    registration: { ...claude.registration, redirect_uris: ["https://claude.com/api/mcp/auth_callback"] },
  },
  sdkClient("Claude Code", "http://localhost:53682/callback", {
    registration: {
      ...publicClient,
      client_name: "Claude Code (m365)",
      redirect_uris: ["http://localhost:53682/callback"],
    },
  }),
  chatGpt("https://chatgpt.com/connector/oauth/Kx3vQ9_p-2Zt"),
  { ...chatGpt("https://chatgpt.com/connector_platform_oauth_redirect"), client: "ChatGPT (fixed callback)" },
  {
    client: "Codex",
    product: "Codex",
    seen: "captured registration; openai/codex #30460",
    redirectUri: "http://127.0.0.1:50000/callback",
    registration: {
      ...publicClient,
      application_type: "native",
      client_name: "Codex",
      redirect_uris: ["http://127.0.0.1:50000/callback"],
    },
    renewsWithoutResource: true,
  },
  {
    client: "Gemini CLI",
    product: "Gemini CLI",
    seen: "google-gemini/gemini-cli packages/core/src/mcp/oauth-provider.ts",
    redirectUri: "http://localhost:7777/oauth/callback",
    registration: {
      ...publicClient,
      client_name: "Gemini CLI MCP Client",
      redirect_uris: ["http://localhost:7777/oauth/callback"],
      code_challenge_method: ["S256"],
      scope: "",
    },
  },
  sdkClient("opencode", "http://127.0.0.1:19876/mcp/oauth/callback", {
    registration: {
      ...publicClient,
      client_name: "OpenCode",
      client_uri: "https://opencode.ai",
      redirect_uris: ["http://127.0.0.1:19876/mcp/oauth/callback"],
    },
  }),
  {
    client: "Goose",
    product: "Goose",
    seen: "block/goose crates/goose/src/oauth",
    redirectUri: "http://127.0.0.1:49817/oauth_callback",
    registration: {
      ...publicClient,
      client_name: "goose",
      redirect_uris: ["http://127.0.0.1:49817/oauth_callback"],
    },
    renewsWithoutResource: true,
  },
  ...cursorAddresses.map(cursor),
  vsCode("http://127.0.0.1:51734/"),
  {
    ...vsCode("https://vscode.dev/redirect"),
    client: "VS Code for the Web",
    product: "VS Code for the Web",
    setting: "vscode-dev",
  },
  {
    client: "Copilot Studio",
    product: "Copilot Studio",
    seen: "smartbear-mcp #463; PowerPlatformConnectors #4214",
    redirectUri: "https://global.consent.azure-apim.net/redirect/cr3f2-5fm365-20connector-5f8a1b",
    registration: {
      client_name: "Microsoft Copilot Studio",
      grant_types: grants,
      redirect_uris: ["https://global.consent.azure-apim.net/redirect/cr3f2-5fm365-20connector-5f8a1b"],
      response_types: ["code"],
    },
    openedFrom: "https://copilotstudio.microsoft.com",
    sendsEmptyPassword: true,
    setting: "copilot-studio",
  },
  {
    client: "Open WebUI",
    product: "Open WebUI",
    seen: "open-webui/open-webui backend/open_webui/utils/oauth.py",
    redirectUri: "https://webui.aozora-coffee.example/oauth/clients/mcp:m365/callback",
    registration: {
      client_name: "Open WebUI",
      grant_types: grants,
      redirect_uris: ["https://webui.aozora-coffee.example/oauth/clients/mcp:m365/callback"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_post",
    },
    scope: "resource",
    openedFrom: "https://webui.aozora-coffee.example",
    setting: "https://webui.aozora-coffee.example/oauth/clients/mcp:m365/callback",
  },
  {
    client: "LibreChat",
    product: "LibreChat",
    seen: "danny-avila/LibreChat packages/api/src/mcp/oauth/handler.ts",
    redirectUri: "https://chat.aozora-coffee.example/api/mcp/m365/oauth/callback",
    registration: {
      ...publicClient,
      client_name: "LibreChat MCP Client",
      redirect_uris: ["https://chat.aozora-coffee.example/api/mcp/m365/oauth/callback"],
    },
    scope: "resource",
    openedFrom: "https://chat.aozora-coffee.example",
    setting: "https://chat.aozora-coffee.example/api/mcp/m365/oauth/callback",
  },
  sdkClient("mcp-remote", "http://localhost:21000/oauth/callback", {
    seen: "captured registration",
    registration: {
      ...publicClient,
      application_type: "native",
      client_name: "MCP CLI Proxy",
      client_uri: "https://github.com/modelcontextprotocol/mcp-cli",
      redirect_uris: ["http://localhost:21000/oauth/callback"],
      software_id: "2e6dc280-f3c3-4e01-99a7-8181dbd1d23d",
      software_version: "0.15.1",
    },
  }),
  ...inspectorAddresses.map((redirectUri) =>
    sdkClient("MCP Inspector", redirectUri, {
      client: redirectUri.endsWith("debug") ? "MCP Inspector (debug)" : "MCP Inspector",
      registration: { ...publicClient, client_name: "MCP Inspector", redirect_uris: inspectorAddresses },
    }),
  ),
  ...describedClients,
  sdkClient("MCP SDK for TypeScript", "http://localhost:8090/callback"),
  {
    client: "MCP SDK for Python",
    product: "MCP SDK for Python",
    seen: "modelcontextprotocol/python-sdk src/mcp/client/auth",
    redirectUri: "http://localhost:3030/callback",
    registration: {
      client_name: "Simple Auth Client",
      grant_types: grants,
      redirect_uris: ["http://localhost:3030/callback"],
      response_types: ["code"],
    },
  },
];

/** What the makers of clients publish. */
export const clientDocuments: readonly ClientDocument[] = describedClients.flatMap(({ document }) => document ?? []);

/** What the operator sets so that all of them may sign in. */
export const redirectSettings: string = [
  ...new Set(clientProfiles.flatMap(({ setting }) => (setting === undefined ? [] : [setting]))),
].join(",");
