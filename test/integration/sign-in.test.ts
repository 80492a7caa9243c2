import { createHash, randomBytes } from "node:crypto";
import { IssuerMismatchError } from "@modelcontextprotocol/client";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacyTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserOf } from "#test/demo/stage/browser.ts";
import { createSignInMemory } from "#test/demo/stage/oauth-provider.ts";
import { signIn } from "#test/demo/stage/sign-in.ts";
import { trustCertificate } from "#test/demo/stage/trust.ts";
import type { DirectoryUser } from "#test/fake-tenant/control/fake-control.ts";
import { freePort } from "#test/support/free-port.ts";
import { postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type Stack, startStack } from "#test/support/stack.ts";

let stack: Stack;
let clientId: string;
let user: DirectoryUser;
/** Serves every work tenant: its metadata names Entra's address for organizations. */
let manyTenantsUrl: string;
/** Serves the user's tenant alone: its metadata names that tenant. */
let oneTenantUrl: string;

beforeAll(async () => {
  stack = await startStack();
  await trustCertificate(stack.fake.caCertificatePath);
  const { clientApp, tenants } = await stack.fake.control.directory();
  const found = tenants[0]?.users.find(({ hasMailbox }) => hasMailbox);
  if (found === undefined) throw new Error("the demo company has a user with mail");
  [clientId, user, manyTenantsUrl] = [clientApp.clientId, found, stack.publicUrl];
  const port = await freePort();
  oneTenantUrl = `http://localhost:${port}/mcp`;
  await stack.fake.control.registerIdentifierUri(oneTenantUrl);
  const ownUrl = { PORT: String(port), MCP_PUBLIC_URL: oneTenantUrl };
  await stack.startGateway({ ...ownUrl, ALLOWED_TENANTS: user.tenantId });
});
afterAll(() => stack.stop());

const browser = () => browserOf(user.userPrincipalName);
const redirectUri = "http://localhost:50123/callback";

interface Discovered {
  scope: string;
  resource: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
}

async function json(url: string, init?: RequestInit): Promise<Record<string, unknown>> {
  return (await (await fetch(url, init)).json()) as Record<string, unknown>;
}

/** From nothing but the connector's address to where tokens are: as a client that is lenient about the issuer. */
async function discover(mcpUrl: string): Promise<Discovered> {
  const refusal = await fetch(mcpUrl, { method: "POST" });
  expect(refusal.status).toBe(401);
  const challenge = refusal.headers.get("www-authenticate") ?? "";
  const parameter = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? "";
  const metadata = await json(parameter("resource_metadata"));
  expect(metadata.scopes_supported).toEqual([parameter("scope")]);
  const [issuer] = metadata.authorization_servers as string[];
  const entra = await json(`${issuer}/.well-known/openid-configuration`);
  return {
    scope: parameter("scope"),
    resource: String(metadata.resource),
    authorizationEndpoint: String(entra.authorization_endpoint),
    tokenEndpoint: String(entra.token_endpoint),
  };
}

type Changes = Record<string, string | undefined>;

function written(fields: Changes): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) parameters.set(name, value);
  return parameters;
}

const pkce = () => {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
};

/** The sign-in page's address; `changes` replace or, when undefined, drop parameters. */
function signInPage({ authorizationEndpoint, scope, resource }: Discovered, challenge: string, changes: Changes): URL {
  const flawless = {
    client_id: clientId,
    response_type: "code",
    redirect_uri: redirectUri,
    scope,
    resource,
    state: "s1",
    code_challenge: challenge,
    code_challenge_method: "S256",
  };
  return new URL(`${authorizationEndpoint}?${written({ ...flawless, ...changes })}`);
}

/** Code and PKCE by hand. `atPage` and `atToken` change what is sent there. */
async function codeFlow(at: Discovered, { atPage = {}, atToken = {} }: { atPage?: Changes; atToken?: Changes } = {}) {
  const { verifier, challenge } = pkce();
  const back = await browser()(signInPage(at, challenge, atPage));
  const code = back.get("code");
  if (code === null) return { refusal: back.get("error_description") ?? "" };
  const flawless = {
    grant_type: "authorization_code",
    client_id: clientId,
    redirect_uri: redirectUri,
    code,
    code_verifier: verifier,
    resource: at.resource,
  };
  const tokens = await json(at.tokenEndpoint, { method: "POST", body: written({ ...flawless, ...atToken }) });
  return { token: tokens.access_token, refusal: String(tokens.error_description ?? "") };
}

const search = (url: string, token: string) =>
  postToolCall("modern", { url, token, tool: "outlook_email_search", args: { limit: 1 } });

describe.each([
  ["many tenants", () => manyTenantsUrl],
  ["one tenant", () => oneTenantUrl],
])("a lenient client of a connector for %s", (_whom, url) => {
  test("comes from the 401 to a token with which the connector reads the person's mail", async () => {
    const { token } = await codeFlow(await discover(url()));
    const { result } = await readRpcAnswer(await search(url(), String(token)));
    expect(result).toMatchObject({ structuredContent: { messages: [expect.anything()] } });
    expect(result?.isError).toBeFalsy();
  });

  test("gets no token with the verifier of another sign-in", async () => {
    const { token, refusal } = await codeFlow(await discover(url()), { atToken: { code_verifier: pkce().verifier } });
    expect({ token, refusal }).toEqual({ token: undefined, refusal: expect.stringMatching(/^AADSTS501481:/) });
  });

  test("gets no token without a verifier", async () => {
    const { token, refusal } = await codeFlow(await discover(url()), { atToken: { code_verifier: undefined } });
    expect({ token, refusal }).toEqual({ token: undefined, refusal: expect.stringMatching(/^AADSTS501481:/) });
  });

  test("is not sent to a redirect address that nobody registered", async () => {
    const at = await discover(url());
    const attempt = codeFlow(at, { atPage: { redirect_uri: "https://attacker.example/callback" } });
    await expect(attempt).rejects.toThrow("AADSTS50011");
  });

  test("gets no token for a code that was sent to another address", async () => {
    const at = await discover(url());
    const { token, refusal } = await codeFlow(at, { atToken: { redirect_uri: "http://127.0.0.1:50123/callback" } });
    expect({ token, refusal }).toEqual({ token: undefined, refusal: expect.stringMatching(/^AADSTS70000:/) });
  });

  test.each([
    ["no scope", { scope: undefined }, "AADSTS900144"],
    ["the scope's short name, which Entra looks up in Graph", { scope: "access_as_user" }, "AADSTS650053"],
    ["another resource than the scope's", { resource: "https://graph.microsoft.com" }, "AADSTS9010010"],
  ])("gets no code when it asks for %s", async (_what, atPage: Changes, number) => {
    const { refusal } = await codeFlow(await discover(url()), { atPage });
    expect(refusal).toMatch(new RegExp(`^${number}:`));
  });
});

test("a token without the scope gets 403 with the scope to ask for", async () => {
  const token = await stack.fake.control.mintToken({ userId: user.id, claims: { scp: "something_else" } });
  const response = await search(manyTenantsUrl, token);
  expect(response.status).toBe(403);
  const challenge = response.headers.get("www-authenticate");
  expect(challenge).toContain('error="insufficient_scope"');
  expect(challenge).toContain(`scope="${manyTenantsUrl}/access_as_user"`);
});

describe("the OAuth code of the MCP SDK", () => {
  test("signs in from end to end where the connector serves one tenant", async () => {
    const steps: string[] = [];
    const onStep = ({ method, url, status }: { method: string; url: URL; status: number }) =>
      steps.push(`${method} ${url.pathname} ${status}`);
    const signedIn = await signIn({ mcpUrl: oneTenantUrl, clientId, browser: browser(), onStep });
    const found = await signedIn.client.callTool({ name: "outlook_email_search", arguments: { limit: 1 } });
    await signedIn.client.close();
    expect(found.structuredContent).toMatchObject({ messages: [expect.anything()] });
    expect(steps.at(0)).toBe("POST /mcp 401");
    expect(steps.at(1)).toBe("GET /.well-known/oauth-protected-resource/mcp 200");
    expect(steps.at(-1)).toBe(`POST /${user.tenantId}/oauth2/v2.0/token 200`);
  });

  test("refuses Entra's address for all tenants, whose metadata has a template as issuer", async () => {
    const attempt = signIn({ mcpUrl: manyTenantsUrl, clientId, browser: browser() });
    await expect(attempt).rejects.toBeInstanceOf(IssuerMismatchError);
    await expect(attempt).rejects.toThrow("{tenantid}");
  });

  test("signs in at the organisation's own address of a connector for many", async () => {
    const signedIn = await signIn({ mcpUrl: `${manyTenantsUrl}/${user.tenantId}`, clientId, browser: browser() });
    const found = await signedIn.client.callTool({ name: "outlook_email_search", arguments: { limit: 1 } });
    await signedIn.client.close();
    expect(found.structuredContent).toMatchObject({ messages: [expect.anything()] });
  });

  test("signs in there all the same in its older line, which does not compare issuers", async () => {
    const memory = createSignInMemory(clientId);
    const newTransport = () => new LegacyTransport(new URL(manyTenantsUrl), { authProvider: memory.provider });
    const newClient = () => new LegacyClient({ name: "legacy-test", version: "1" });
    const transport = newTransport();
    await expect(newClient().connect(transport)).rejects.toBeInstanceOf(UnauthorizedError);
    const answer = await browser()(memory.signInPage());
    await transport.finishAuth(answer.get("code") ?? "");
    const client = newClient();
    await client.connect(newTransport());
    expect((await client.listTools()).tools.length).toBeGreaterThan(0);
    await client.close();
  });
});
