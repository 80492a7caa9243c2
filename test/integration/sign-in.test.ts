// proves P4

import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { IssuerMismatchError } from "@modelcontextprotocol/client";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signInWithInspector } from "#test/conformance/clients/inspector.ts";
import { type Browser, browserOf } from "#test/demo/stage/browser.ts";
import { createSignInMemory } from "#test/demo/stage/oauth-provider.ts";
import { trustCertificate } from "#test/demo/stage/trust.ts";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { listen } from "#test/fake-tenant/listen.ts";
import { preload } from "#test/fault/catalogue/preloads/preload.ts";
import { createDesktop } from "#test/real-clients/desktop.ts";
import { freePort } from "#test/support/free-port.ts";
import { oauthClients } from "#test/support/oauth-clients.ts";
import { hitsIn, postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { pkce } from "#test/support/sign-in/pkce.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";

let stack: Stack;
let clientId: string;
let user: DirectoryUser;
/** Serves every work tenant: its metadata names Entra's address for organizations. */
let manyTenantsUrl: string;
/** Serves the user's tenant alone: its metadata names that tenant. */
let oneTenantUrl: string;
/** Serves every work tenant, whose people sign in at the connector. */
let frontUrl: string;

/** One more gateway, with a public URL of its own. */
async function startGateway(more: Record<string, string>): Promise<string> {
  const port = await freePort();
  const url = `http://localhost:${port}/mcp`;
  await stack.fake.control.registerIdentifierUri(url);
  await stack.startGateway({ PORT: String(port), MCP_PUBLIC_URL: url, ...more });
  return url;
}

beforeAll(async () => {
  stack = await startStack();
  await trustCertificate(stack.fake.caCertificatePath);
  const { clientApp, signInApp: frontApp } = await stack.fake.control.directory();
  const [found] = await membersWithMail(stack.fake);
  [clientId, user, manyTenantsUrl] = [clientApp.clientId, found, stack.publicUrl];
  // SDKs send prompt=consent, with which Entra asks people who may not consent for an admin.
  await stack.fake.control.allowUserConsent(user.tenantId, true);
  const signInApp = frontApp.clientId;
  const SIGN_IN_KEYS = `test:${randomBytes(32).toString("base64")}`;
  [oneTenantUrl, frontUrl] = await Promise.all([
    startGateway({ ALLOWED_TENANTS: user.tenantId }),
    startGateway({
      SIGN_IN_CLIENT_ID: signInApp,
      SIGN_IN_KEYS,
      SIGN_IN_CIMD: "off",
      ALLOWED_CLIENTS: `${signInApp},${clientId}`,
    }),
  ]);
});
afterAll(() => stack.stop());

/** An MCP server of somebody else's, which would be sent whatever token its clients get at ours. */
async function startServerThatNamesTheFront() {
  const front = await json(`${new URL(frontUrl).origin}/.well-known/oauth-authorization-server/mcp`);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://localhost");
    const isMetadata = pathname === "/.well-known/oauth-authorization-server";
    if (isMetadata) response.setHeader("content-type", "application/json");
    response.writeHead(isMetadata ? 200 : pathname.startsWith("/.well-known/") ? 404 : 401);
    response.end(isMetadata ? JSON.stringify({ ...front, issuer: origin }) : "");
  });
  const { port, close } = await listen(server, { host: "localhost" });
  const origin = `http://localhost:${port}`;
  return { url: `${origin}/mcp`, close };
}

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

test("a gateway with SIGN_IN_CIMD=off says of no document that it is read, and does not know its client", async () => {
  const metadata = await json(`${new URL(frontUrl).origin}/.well-known/oauth-authorization-server/mcp`);
  expect(metadata).not.toHaveProperty("client_id_metadata_document_supported");
  const client_id = "https://claude.ai/oauth/claude-code-client-metadata";
  const page = await fetch(`${frontUrl}/oauth/authorize?${new URLSearchParams({ client_id })}`);
  expect([page.status, (await page.text()).includes("does not know the app")]).toEqual([400, true]);
});

describe.each([
  ["many tenants", () => manyTenantsUrl],
  ["one tenant", () => oneTenantUrl],
])("a lenient client of a connector for %s", (_whom, url) => {
  test("comes from the 401 to a token with which the connector reads the person's mail", async () => {
    const { token } = await codeFlow(await discover(url()));
    const { result } = await readRpcAnswer(await search(url(), String(token)));
    expect(hitsIn(result)).toHaveLength(1);
    expect(result?.isError).toBeFalsy();
  });
});

const mail = ["outlook_email_search", { limit: 1 }] as const;
const noBrowser: Browser = () => Promise.reject(new Error("nobody is asked to sign in here"));

describe.each(oauthClients)("%s", (line, signInWith) => {
  const ownAddress = () => `${manyTenantsUrl}/${user.tenantId}`;

  test.each([
    ["at the organisation's own address", ownAddress],
    ["at the address of a connector for one organisation", () => oneTenantUrl],
  ])("signs in by code and PKCE %s, with the scope's full name", async (_where, url) => {
    const steps: string[] = [];
    const pages: URL[] = [];
    const watchedBrowser: Browser = (page) => {
      pages.push(page);
      return browser()(page);
    };
    const memory = createSignInMemory(clientId);
    const client = await signInWith({ mcpUrl: url(), memory, browser: watchedBrowser }, steps);
    expect((await client.call(...mail)).output).toMatchObject({ messages: [expect.anything()] });
    await client.close();
    const { pathname } = new URL(url());
    expect(steps[0]).toBe(`POST ${pathname} 401`);
    expect(steps[1]).toBe(`GET /.well-known/oauth-protected-resource${pathname} 200`);
    expect(steps).toContain(`POST /${user.tenantId}/oauth2/v2.0/token 200`);
    const [page, ...more] = pages;
    expect(more).toEqual([]);
    const resource = url() === ownAddress() ? manyTenantsUrl : oneTenantUrl;
    expect(Object.fromEntries(page?.searchParams ?? [])).toMatchObject({
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      resource,
      scope: expect.stringContaining(`${resource}/access_as_user`),
    });
  });

  test("at the address for all organisations: only the older line takes Entra's template for an issuer", async () => {
    const memory = createSignInMemory(clientId);
    const attempt = signInWith({ mcpUrl: manyTenantsUrl, memory, browser: browser() });
    if (line === "@modelcontextprotocol/client") {
      await expect(attempt).rejects.toBeInstanceOf(IssuerMismatchError);
      await expect(attempt).rejects.toThrow("{tenantid}");
      expect(() => memory.signInPage()).toThrow("was not sent to a sign-in page");
      return;
    }
    const client = await attempt;
    expect((await client.call(...mail)).isError).toBe(false);
    await client.close();
  });

  test("steps up: a token without the scope leads to a sign-in with the scope that the 403 names", async () => {
    const memory = createSignInMemory(clientId);
    const lacking = await stack.fake.control.mintToken({ userId: user.id, claims: { scp: "something_else" } });
    await memory.provider.saveTokens({ access_token: lacking, token_type: "Bearer" });
    const steps: string[] = [];
    const client = await signInWith({ mcpUrl: ownAddress(), memory, browser: browser() }, steps);
    expect((await client.call(...mail)).isError).toBe(false);
    await client.close();
    expect(steps[0]).toBe(`POST /mcp/${user.tenantId} 403`);
    expect(memory.signInPage().searchParams.get("scope")?.split(" ")).toContain(`${manyTenantsUrl}/access_as_user`);
    expect(memory.tokens()?.access_token).not.toBe(lacking);
  });

  describe("where people sign in at the connector", () => {
    beforeAll(() => stack.fake.control.allowUserConsent(user.tenantId, false));
    afterAll(() => stack.fake.control.allowUserConsent(user.tenantId, true));

    test.each([
      ["the address for all organisations", () => frontUrl],
      ["the organisation's own address", () => `${frontUrl}/${user.tenantId}`],
    ])("knows nothing but %s, registers and signs in, though the person may not consent", async (_where, url) => {
      const memory = createSignInMemory();
      const steps: string[] = [];
      const client = await signInWith({ mcpUrl: url(), memory, browser: browser() }, steps);
      expect((await client.call(...mail)).output).toMatchObject({ messages: [expect.anything()] });
      await client.close();
      const path = new URL(url()).pathname;
      expect(steps).toContain(`GET /.well-known/oauth-authorization-server${path} 200`);
      expect(steps).toContain(`POST ${path}/oauth/register 201`);
      expect(steps).toContain(`POST ${path}/oauth/token 200`);
      expect(memory.signInPage().href).toContain(`${url()}/oauth/authorize?`);
      expect(memory.signInPage().searchParams.get("resource")).toBe(url());
      expect(memory.tokens()?.refresh_token).toMatch(/^[\w-]+$/);
    });

    test("renews a token without asking anybody", async () => {
      const memory = createSignInMemory();
      await (await signInWith({ mcpUrl: frontUrl, memory, browser: browser() })).close();
      const { refresh_token: refreshToken = "" } = memory.tokens() ?? {};
      await memory.provider.saveTokens({ access_token: "stale", token_type: "Bearer", refresh_token: refreshToken });
      const steps: string[] = [];
      const client = await signInWith({ mcpUrl: frontUrl, memory, browser: noBrowser }, steps);
      expect((await client.call(...mail)).isError).toBe(false);
      await client.close();
      expect(steps).toContain("POST /mcp/oauth/token 200");
      expect(memory.tokens()?.access_token).not.toBe("stale");
    });

    test("gets no token for another server that has no metadata of its own and names ours as its own", async () => {
      const other = await startServerThatNamesTheFront();
      const memory = createSignInMemory();
      let answer = new URLSearchParams();
      const watchedBrowser: Browser = async (page) => {
        answer = await browser()(page);
        return answer;
      };
      const steps: string[] = [];
      try {
        const attempt = signInWith({ mcpUrl: other.url, memory, browser: watchedBrowser }, steps);
        await expect(attempt).rejects.toThrow();
      } finally {
        await other.close();
      }
      expect(steps).toContain("POST /mcp/oauth/register 201");
      expect(Object.fromEntries(answer)).toMatchObject({ error: "invalid_target" });
      expect(answer.get("error_description")).toContain(`Send resource=${frontUrl}`);
      expect(memory.tokens()).toBeUndefined();
    });
  });
});

describe("a client that has an app of its own in Entra, with a secret", () => {
  const claude = "https://claude.ai/api/mcp/auth_callback";
  const codeFor = async (atToken: Changes) => {
    const at = { ...(await discover(manyTenantsUrl)), scope: `${frontUrl}/access_as_user`, resource: frontUrl };
    return await codeFlow(at, { atPage: { redirect_uri: claude }, atToken: { redirect_uri: claude, ...atToken } });
  };

  test("is served by a connector at which all others sign in", async () => {
    const { clientApp } = await stack.fake.control.directory();
    const { token } = await codeFor({ client_secret: clientApp.clientSecret });
    const { azpacr, azp } = decodeJwt(String(token));
    expect([azpacr, azp]).toEqual(["1", clientApp.clientId]);
    const { result } = await readRpcAnswer(await search(frontUrl, String(token)));
    expect(hitsIn(result)).toHaveLength(1);
  });
});

describe("the MCP Inspector's command line", () => {
  async function signInAt(mcpUrl: string, id?: string) {
    await using desktop = await createDesktop();
    const person = {
      async signIn(address: string) {
        const page = new URL(address);
        const answer = await browser()(page);
        const shown = await fetch(`${page.searchParams.get("redirect_uri")}?${answer}`);
        if (!shown.ok) throw new Error(`the Inspector answered ${shown.status} to its redirect`);
      },
    };
    const environment = { NODE_EXTRA_CA_CERTS: stack.fake.caCertificatePath };
    const start = { mcpUrl, desktop, person, environment, ...(id !== undefined && { clientId: id }) };
    return await signInWithInspector(start, ["--method", "tools/list"]);
  }

  test.concurrent.each([
    ["at the address of a connector for one organisation", () => signInAt(oneTenantUrl, clientId)],
    ["at the organisation's own address", () => signInAt(`${manyTenantsUrl}/${user.tenantId}`, clientId)],
    ["at the connector, where it registers", () => signInAt(frontUrl)],
  ])("signs a person in with a browser %s", async (_where, run) => {
    const { code, stdout, stderr } = await run();
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout).result.tools.length).toBeGreaterThan(0);
  });
});

describe("Conditional Access that asks for an authentication context", () => {
  afterAll(() => stack.fake.control.clearAccessPolicies());

  test("is met by a sign-in with the claims; without one there is one challenge, then words", async () => {
    const { control } = stack.fake;
    const policy = { tenantId: user.tenantId, userId: user.id, aadsts: 50_076, authenticationContext: "c1" };
    const claims = await control.addAccessPolicy(policy);
    expect(JSON.parse(claims)).toEqual({ access_token: { acrs: { essential: true, value: "c1" } } });
    const at = await discover(manyTenantsUrl);

    const refused = await search(manyTenantsUrl, String((await codeFlow(at)).token));
    expect(refused.status).toBe(401);
    const challenge = refused.headers.get("www-authenticate") ?? "";
    const parameter = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(challenge)?.[1];
    expect(parameter("error")).toBe("insufficient_claims");
    expect(parameter("scope")).toBe(`${manyTenantsUrl}/access_as_user`);
    const { origin, pathname } = new URL(manyTenantsUrl);
    expect(parameter("resource_metadata")).toBe(`${origin}/.well-known/oauth-protected-resource${pathname}`);
    const asked = Buffer.from(parameter("claims") ?? "", "base64").toString();
    expect(asked).toBe(claims);

    // A client that signs in again without the claims, at either gateway.
    for (const url of [manyTenantsUrl, oneTenantUrl]) {
      const { token } = await codeFlow(await discover(url));
      const again = await search(url, String(token));
      expect(again.status).toBe(200);
      const { result } = await readRpcAnswer(again);
      expect(result).toMatchObject({ isError: true, _meta: { "m365-connector/error": { code: "claims_challenge" } } });
      expect(JSON.stringify(result)).toMatch(/Sign in to the connector again.*an Entra admin must apply/);
    }

    await control.resetStats();
    const { token } = await codeFlow(at, { atPage: { claims: asked } });
    const { result } = await readRpcAnswer(await search(manyTenantsUrl, String(token)));
    expect(hitsIn(result)).toHaveLength(1);
    expect((await control.stats()).oboExchanges).toBe(1);
  });
});

describe("continuous access evaluation", () => {
  afterAll(() => stack.fake.control.resetScript());

  test("that ends a session shows at the next call, by one exchange and no loop; a new sign-in helps", async () => {
    const { control } = stack.fake;
    await control.setContinuousAccess(user.tenantId, true);
    const at = await discover(manyTenantsUrl);
    const { token } = await codeFlow(at);
    expect((await search(manyTenantsUrl, String(token))).status).toBe(200);
    await control.advanceClock(2_000);
    await control.revokeSessions(user.id);
    await control.resetStats();
    const refused = await search(manyTenantsUrl, String(token));
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toContain('error="invalid_token"');
    const { oboExchanges, requests } = await control.stats();
    expect(oboExchanges).toBe(1);
    expect(requests.filter(({ door, status }) => door === "graph" && status === 401).length).toBeLessThanOrEqual(2);
    const fresh = await codeFlow(at);
    expect((await search(manyTenantsUrl, String(fresh.token))).status).toBe(200);
  });

  test("that Graph never lets go of costs one fresh exchange a call, one challenge, and then words", async () => {
    const { control } = stack.fake;
    const claims = JSON.stringify({ access_token: { nbf: { essential: true, value: "1" } } });
    await control.addRule({ door: "graph", match: { userId: user.id }, response: { claimsChallenge: claims } });
    const statuses: number[] = [];
    for (let calls = 0; calls < 3; calls += 1) {
      const token = await control.mintToken({ userId: user.id });
      await control.resetStats();
      const response = await search(manyTenantsUrl, token);
      statuses.push(response.status);
      expect((await control.stats()).oboExchanges).toBe(2);
      const challenge = response.headers.get("www-authenticate");
      if (response.status === 401) expect(challenge).toContain(`claims="${Buffer.from(claims).toString("base64")}"`);
      else expect(await response.text()).toContain("claims_challenge: ");
    }
    expect(statuses).toEqual([401, 200, 200]);
  });
});

test("Entra's keys roll over without a failed call: one is published, then signs, then the old one goes", async () => {
  const { control } = stack.fake;
  const call = async (key: "work" | "oldWork") => {
    const token = await control.mintToken({ userId: user.id, key });
    return (await search(manyTenantsUrl, token)).status;
  };
  const [old] = (await control.publishedKeys()).filter(({ audience }) => audience === "work");
  await control.resetStats();
  expect(await call("work")).toBe(200);
  await control.rotateKeys();
  expect(await call("oldWork")).toBe(200);
  expect(await Promise.all([call("work"), call("oldWork"), call("work"), call("work")])).toEqual([200, 200, 200, 200]);
  expect(await control.removeKey(old?.kid ?? "")).toBe(true);
  expect(await Promise.all([call("work"), call("work")])).toEqual([200, 200]);
  expect((await control.stats()).jwksFetches).toBe(1);
});

describe("Entra's key endpoint that is down for minutes", () => {
  afterAll(() => stack.fake.control.resetScript());

  test("fails no call at a running gateway but those of a key that it can't know", async () => {
    const { control } = stack.fake;
    const fiveMinutes = { ...preload("shift-clock"), CLOCK_OFFSET_MS: "300000", CLOCK_STEPS: "later" };
    const gateway = await stack.startGateway(fiveMinutes);
    const call = async (token: string) => {
      const response = await search(gateway.mcpUrl, token);
      const { result } = response.status === 200 ? await readRpcAnswer(response) : {};
      return hitsIn(result) === undefined ? response.status : "answered";
    };
    const newSignIn = async (key: "work" | "oldWork") => await call(await control.mintToken({ userId: user.id, key }));
    const failedFetches = async () =>
      (await control.stats()).requests.filter(({ path, status }) => path.endsWith("/keys") && status === 503).length;

    const signedIn = await control.mintToken({ userId: user.id });
    expect(await call(signedIn)).toBe("answered");
    await control.addRule({ door: "entra", match: { pathPattern: "/keys$" }, response: { status: 503 } });
    await control.rotateKeys();
    const outcomes = new Set<unknown>();
    let isOver = false;
    const asking = (async () => {
      while (!isOver) outcomes.add(await call(signedIn));
    })();
    try {
      expect(await newSignIn("work")).toBe(503);
      expect(await failedFetches()).toBe(1);
      expect(await newSignIn("oldWork")).toBe("answered");
      // From here on it is five minutes later for the gateway: what it had checked is forgotten, and it may fetch
      // again.
      gateway.kill("SIGUSR2");
      await until("another fetch to fail", async () => {
        expect(await newSignIn("work")).toBe(503);
        return (await failedFetches()) > 1;
      });
      expect(await newSignIn("oldWork")).toBe("answered");
      expect(await call(signedIn)).toBe("answered");
    } finally {
      isOver = true;
      await asking;
    }
    expect(outcomes).toEqual(new Set(["answered"]));
  });
});
