import { request } from "node:http";
import { discoverOAuthProtectedResourceMetadata } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MintOptions } from "#test/fake-tenant/entra/mint-token.ts";
import { postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type Stack, startStack } from "#test/support/stack.ts";

const otherTenant = "0000000a-aaaa-4000-8000-00000000000a";
const forged: [string, MintOptions][] = [
  ["a stranger's key", { key: "unknown" }],
  ["the key of personal accounts", { key: "personal" }],
  ["HS256 over the public key", { algorithm: "HS256" }],
  ["no signature", { algorithm: "none" }],
  ["PS256", { algorithm: "PS256" }],
  ["RS512", { algorithm: "RS512" }],
  ["ES256", { algorithm: "ES256" }],
  ["RS256 said of HS256", { algorithm: "HS256", header: { alg: "RS256" } }],
  ["a key of its own", { header: { jku: "https://attacker.example/keys" } }],
  ["a critical extension", { header: { crit: ["b64"], b64: false } }],
  ["no key id", { removeHeaders: ["kid"] }],
  ["a path as key id", { header: { kid: "../../keys" } }],
  ["the audience of Graph", { shape: "graph" }],
  ["version 1", { shape: "v1" }],
  ["an id token", { shape: "idToken" }],
  ["the audience as a list", { claims: { aud: ["x"] } }],
  ["an expiry an hour ago", { issuedAgoSeconds: 8000, notBeforeInSeconds: -8000, expiresInSeconds: -3600 }],
  ["a beginning in an hour", { notBeforeInSeconds: 3600, expiresInSeconds: 7200 }],
  ["an expiry in a hundred years", { expiresInSeconds: 100 * 365 * 86_400 }],
  ["an expiry that is a text", { claims: { exp: "2099-01-01" } }],
  ["another tenant's id", { claims: { tid: otherTenant } }],
  ["another tenant's issuer", { claims: { iss: `https://login.microsoftonline.com/${otherTenant}/v2.0` } }],
  ["no user id", { removeClaims: ["oid"] }],
  ["no client id", { removeClaims: ["azp"] }],
  ["no version", { removeClaims: ["ver"] }],
  ["a payload that is a list", { rawPayload: "[]" }],
];
const unwelcome: [string, MintOptions][] = [
  ["an app", { shape: "appOnly" }],
  ["an agent", { shape: "agentIdentity" }],
  ["an agent's user account", { shape: "agentUser" }],
  ["a personal account", { shape: "personalAccount" }],
  ["a person without our scope", { claims: { scp: "Mail.Read" } }],
  ["a person with our scope as a role", { claims: { scp: "", roles: ["access_as_user"] } }],
];

let stack: Stack;
let url: string;

beforeAll(async () => {
  stack = await startStack();
  url = stack.gateways[0].mcpUrl;
});
afterAll(() => stack.stop());

const call = async (options: MintOptions, headers: Record<string, string> = {}) => {
  const token = await stack.fake.control.mintToken(options);
  return await postToolCall("modern", { url, token, tool: "outlook_email_search", headers });
};

/** With `node:http`, since fetch sets Host itself. */
function statusAndBody(path: string, headers: Record<string, string>, method = "GET") {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const outgoing = request(new URL(path, url), { method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode, body }));
    });
    outgoing.on("error", reject).end();
  });
}

describe("a hostile caller", () => {
  test.each(forged)("is told to sign in when the token has %s, and nothing is exchanged", async (_, options) => {
    await stack.fake.control.resetStats();
    const response = await call(options);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain('error="invalid_token"');
    expect(await stack.fake.control.stats()).toMatchObject({ oboExchanges: 0, graphRequests: 0 });
  });

  test.each(unwelcome)("is refused as %s, and nothing is exchanged", async (_, options) => {
    await stack.fake.control.resetStats();
    expect((await call(options)).status).toBe(403);
    expect(await stack.fake.control.stats()).toMatchObject({ oboExchanges: 0, graphRequests: 0 });
  });

  test("does not keep a good caller waiting, whose token stays away from Graph", async () => {
    await stack.fake.control.resetStats();
    const flood = Array.from({ length: 300 }, (_, index) =>
      call({ key: "unknown", header: { kid: `unknown-${index}` } }),
    );
    const good = Array.from({ length: 10 }, () => call({}));
    const [refused, answered] = await Promise.all([Promise.all(flood), Promise.all(good)]);
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([401]));
    for (const response of answered) {
      expect(response.status).toBe(200);
      expect((await readRpcAnswer(response)).result?.isError).not.toBe(true);
    }
    const { jwksFetches, inboundAssertionsAtGraph, graphRequests } = await stack.fake.control.stats();
    expect(jwksFetches).toBeLessThanOrEqual(1);
    expect(graphRequests).toBeGreaterThan(0);
    expect(inboundAssertionsAtGraph).toBe(0);
  });
});

describe("a page in a browser", () => {
  test("gets nothing from this server, whatever it sends, unless its origin is listed", async () => {
    await stack.fake.control.resetStats();
    const headers = { origin: "https://attacker.example" };
    expect((await call({}, headers)).status).toBe(403);
    const preflight = { ...headers, "access-control-request-method": "POST" };
    expect((await statusAndBody("/mcp", preflight, "OPTIONS")).status).toBe(403);
    expect((await statusAndBody("/mcp", { host: "attacker.example" }, "POST")).status).toBe(403);
    expect(await stack.fake.control.stats()).toMatchObject({ oboExchanges: 0, graphRequests: 0 });
  });
});

describe("the metadata", () => {
  test("is found by the SDK's client and names the address as typed", async () => {
    expect(await discoverOAuthProtectedResourceMetadata(stack.publicUrl)).toMatchObject({
      resource: stack.publicUrl,
      authorization_servers: [`${stack.fake.authorityHost}/organizations/v2.0`],
      scopes_supported: [`${stack.publicUrl}/access_as_user`],
    });
  });

  test.each(["", "/mcp"])("is the same under %j for any Host", async (path) => {
    const address = `/.well-known/oauth-protected-resource${path}`;
    const plain = await statusAndBody(address, {});
    expect(plain.status).toBe(200);
    const misled = {
      host: "attacker.example",
      "x-forwarded-host": "attacker.example",
      origin: "https://attacker.example",
    };
    expect(await statusAndBody(address, misled)).toEqual(plain);
  });
});
