import type { Product } from "#gateway/pages/home-page.ts";

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

/** A client that registers with the address to which its code goes; the rest of its registration is its own. */
const clientOf = (
  product: Product,
  redirectUri: string,
  registration: Readonly<Record<string, unknown>>,
  more: Partial<ClientProfile> & Pick<ClientProfile, "seen">,
): ClientProfile => ({
  client: product,
  product,
  redirectUri,
  registration: { redirect_uris: [redirectUri], ...registration },
  ...more,
});

/** Clients of the MCP SDK for TypeScript differ in their addresses and names. */
const sdkClient = (
  product: Product,
  redirectUri: string,
  { registration, ...more }: Partial<Omit<ClientProfile, "registration">> & { registration?: object } = {},
): ClientProfile =>
  clientOf(
    product,
    redirectUri,
    { ...publicClient, client_name: product, ...registration },
    { seen: "its use of the MCP SDK for TypeScript", parameters: sdkParameters, ...more },
  );

const secretClient = { ...publicClient, token_endpoint_auth_method: "client_secret_post" };
/** It says nothing of how it proves itself. */
const { token_endpoint_auth_method: _unsaid, ...silentClient } = publicClient;

const claudeAt = (redirectUri: string, more: Partial<ClientProfile> = {}): ClientProfile =>
  clientOf(
    "Claude",
    redirectUri,
    { ...secretClient, application_type: "web", client_name: "Claude" },
    {
      seen: "anthropics/claude-ai-mcp #966 (registers twice), #1043 (client_secret_post)",
      registrations: 2,
      openedFrom: "https://claude.ai",
      ...more,
    },
  );
const claude = claudeAt("https://claude.ai/api/mcp/auth_callback");

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

const chatGpt = (redirectUri: string): ClientProfile => {
  const seen = "captured registration; worldmonitor #8307 (callback where `iss` is sent)";
  const registration = { ...publicClient, client_name: "ChatGPT" };
  return clientOf("ChatGPT", redirectUri, registration, { seen, scope: "none", openedFrom: "https://chatgpt.com" });
};

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
  claudeAt("https://claude.com/api/mcp/auth_callback", { client: "Claude (claude.com)" }),
  sdkClient("Claude Code", "http://localhost:53682/callback", { registration: { client_name: "Claude Code (m365)" } }),
  chatGpt("https://chatgpt.com/connector/oauth/Kx3vQ9_p-2Zt"),
  { ...chatGpt("https://chatgpt.com/connector_platform_oauth_redirect"), client: "ChatGPT (fixed callback)" },
  clientOf(
    "Codex",
    "http://127.0.0.1:50000/callback",
    { ...publicClient, application_type: "native", client_name: "Codex" },
    { seen: "captured registration; openai/codex #30460", renewsWithoutResource: true },
  ),
  clientOf(
    "Gemini CLI",
    "http://localhost:7777/oauth/callback",
    { ...publicClient, client_name: "Gemini CLI MCP Client", code_challenge_method: ["S256"], scope: "" },
    { seen: "google-gemini/gemini-cli packages/core/src/mcp/oauth-provider.ts" },
  ),
  sdkClient("opencode", "http://127.0.0.1:19876/mcp/oauth/callback", {
    registration: { client_name: "OpenCode", client_uri: "https://opencode.ai" },
  }),
  clientOf(
    "Goose",
    "http://127.0.0.1:49817/oauth_callback",
    { ...publicClient, client_name: "goose" },
    { seen: "block/goose crates/goose/src/oauth", renewsWithoutResource: true },
  ),
  ...cursorAddresses.map(cursor),
  vsCode("http://127.0.0.1:51734/"),
  {
    ...vsCode("https://vscode.dev/redirect"),
    client: "VS Code for the Web",
    product: "VS Code for the Web",
    setting: "vscode-dev",
  },
  clientOf(
    "Copilot Studio",
    "https://global.consent.azure-apim.net/redirect/cr3f2-5fm365-20connector-5f8a1b",
    { ...silentClient, client_name: "Microsoft Copilot Studio" },
    {
      seen: "smartbear-mcp #463; PowerPlatformConnectors #4214",
      openedFrom: "https://copilotstudio.microsoft.com",
      sendsEmptyPassword: true,
      setting: "copilot-studio",
    },
  ),
  clientOf(
    "Open WebUI",
    "https://webui.aozora-coffee.example/oauth/clients/mcp:m365/callback",
    { ...secretClient, client_name: "Open WebUI" },
    {
      seen: "open-webui/open-webui backend/open_webui/utils/oauth.py",
      scope: "resource",
      openedFrom: "https://webui.aozora-coffee.example",
      setting: "https://webui.aozora-coffee.example/oauth/clients/mcp:m365/callback",
    },
  ),
  clientOf(
    "LibreChat",
    "https://chat.aozora-coffee.example/api/mcp/m365/oauth/callback",
    { ...publicClient, client_name: "LibreChat MCP Client" },
    {
      seen: "danny-avila/LibreChat packages/api/src/mcp/oauth/handler.ts",
      scope: "resource",
      openedFrom: "https://chat.aozora-coffee.example",
      setting: "https://chat.aozora-coffee.example/api/mcp/m365/oauth/callback",
    },
  ),
  sdkClient("mcp-remote", "http://localhost:21000/oauth/callback", {
    seen: "captured registration",
    registration: {
      application_type: "native",
      client_name: "MCP CLI Proxy",
      client_uri: "https://github.com/modelcontextprotocol/mcp-cli",
      software_id: "2e6dc280-f3c3-4e01-99a7-8181dbd1d23d",
      software_version: "0.15.1",
    },
  }),
  ...inspectorAddresses.map((redirectUri) =>
    sdkClient("MCP Inspector", redirectUri, {
      client: redirectUri.endsWith("debug") ? "MCP Inspector (debug)" : "MCP Inspector",
      registration: { redirect_uris: inspectorAddresses },
    }),
  ),
  ...describedClients,
  sdkClient("MCP SDK for TypeScript", "http://localhost:8090/callback"),
  clientOf(
    "MCP SDK for Python",
    "http://localhost:3030/callback",
    { ...silentClient, client_name: "Simple Auth Client" },
    { seen: "modelcontextprotocol/python-sdk src/mcp/client/auth" },
  ),
];

export function profileOf(client: string): ClientProfile {
  const profile = clientProfiles.find((found) => found.client === client);
  if (profile === undefined) throw new Error(`There is no profile of ${client}.`);
  return profile;
}

/** What the makers of clients publish. */
export const clientDocuments: readonly ClientDocument[] = describedClients.flatMap(({ document }) => document ?? []);

/** What the operator sets so that all of them may sign in. */
export const redirectSettings: string = [
  ...new Set(clientProfiles.flatMap(({ setting }) => (setting === undefined ? [] : [setting]))),
].join(",");
