// S9: no state, no cookie, no page — the same request has the same response in every process, generated from settings
// and the request alone.

import { describe, expect, it } from "vitest";
import { codeForm, otherTenantId, publicUrl, question, redirectUri, shimGateway, tenantId } from "./shim-gateway.ts";

const gateway = shimGateway();
const metadataPath = "/.well-known/oauth-authorization-server/mcp";

type Send = (from: typeof gateway, headers: Record<string, string>) => Promise<Answer>;

const endpoints: [string, Send][] = [
  ["a question", (from, headers) => from.get(`/mcp/oauth/authorize?${new URLSearchParams(question())}`, headers)],
  ["a refused question", (from, headers) => from.get("/mcp/oauth/authorize?redirect_uri=x", headers)],
  ["a registration", (from, headers) => from.register({ redirect_uris: [redirectUri] }, headers)],
  ["a token request", (from, headers) => from.token(codeForm(), headers)],
  ["a refused token request", (from, headers) => from.token({}, headers)],
];

const documents: [string, Send][] = [
  ["the metadata", (from, headers) => from.get(metadataPath, headers)],
  ["a tenant's metadata", (from, headers) => from.get(`${metadataPath}/${tenantId}`, headers)],
];

interface Answer {
  statusCode: number;
  headers: Record<string, unknown>;
  body: string;
}

const whole = ({ statusCode, headers, body }: Answer) => JSON.stringify([statusCode, { ...headers, date: "" }, body]);

describe.each([...endpoints, ...documents])("the answer to %s", (_what, send) => {
  it("is the same to the byte from another process, and a second time", async () => {
    const first = whole(await send(gateway, {}));
    expect(whole(await send(gateway, {}))).toBe(first);
    expect(whole(await send(shimGateway(), {}))).toBe(first);
  });

  it("sets no cookie and heeds neither cookies nor forwarding headers", async () => {
    const plain = await send(gateway, {});
    expect(plain.headers["set-cookie"]).toBeUndefined();
    const misleading = { cookie: "state=x", "x-forwarded-host": "attacker.example", "x-forwarded-proto": "http" };
    const more = {
      forwarded: "host=attacker.example",
      "x-original-url": "/evil",
      referer: "https://attacker.example/",
    };
    expect(whole(await send(gateway, { ...misleading, ...more }))).toBe(whole(plain));
  });
});

describe.each(endpoints)("the answer to %s", (_what, send) => {
  it("can't be kept, framed or sniffed, nor come from a foreign page", async () => {
    expect((await send(gateway, {})).headers).toMatchObject({
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
    for (const origin of ["https://attacker.example", "null", "https://claude.ai.attacker.example"]) {
      expect((await send(gateway, { origin })).statusCode).toBe(403);
    }
    expect((await send(gateway, { host: "attacker.example" })).statusCode).toBe(403);
  });
});

it("an allowed page may ask, and its preflight is answered", async () => {
  const origin = "https://app.contoso.example";
  const answer = await gateway.token(codeForm(), { origin });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers["access-control-allow-origin"]).toBe(origin);
  const preflight = await gateway.app.inject({
    method: "OPTIONS",
    url: "/mcp/oauth/token",
    headers: { host: "mcp.contoso.example", origin, "access-control-request-method": "POST" },
  });
  expect(preflight.statusCode).toBe(204);
  expect(preflight.headers["access-control-allow-credentials"]).toBeUndefined();
});

describe("the metadata of RFC 8414", () => {
  it.each([
    ["/mcp", publicUrl],
    [`/mcp/${tenantId}`, `${publicUrl}/${tenantId}`],
  ])("of %s has that address as issuer and names what the shim does", async (path, issuer) => {
    const answer = await gateway.get(`/.well-known/oauth-authorization-server${path}`);
    expect(answer.json()).toEqual({
      issuer,
      authorization_endpoint: `${issuer}/oauth/authorize`,
      token_endpoint: `${issuer}/oauth/token`,
      registration_endpoint: `${issuer}/oauth/register`,
      scopes_supported: [`${publicUrl}/access_as_user`, "offline_access"],
      response_types_supported: ["code"],
      response_modes_supported: ["query"],
      grant_types_supported: ["authorization_code", "refresh_token"],
      token_endpoint_auth_methods_supported: ["none"],
      code_challenge_methods_supported: ["S256"],
    });
    const resource = (await gateway.get(`/.well-known/oauth-protected-resource${path}`)).json();
    expect(resource.authorization_servers).toEqual([issuer]);
  });

  it("is there, as the endpoints are, for every tenant: nobody can list those that are enabled", async () => {
    const one = shimGateway({ allowedTenants: [tenantId] });
    const seenAt = async (id: string) => {
      const answers = [
        await one.get(`${metadataPath}/${id}`),
        await one.get(`/.well-known/oauth-protected-resource/mcp/${id}`),
        await one.authorize(question(), `/mcp/${id}`),
        await one.token(codeForm(), {}, `/mcp/${id}`),
      ];
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 302, 200]);
      return answers.map((answer) => whole(answer).replaceAll(id, "the tenant"));
    };
    expect(await seenAt(otherTenantId)).toEqual(await seenAt(tenantId));
  });

  it("is the only tenant's at the address for all, where one is enabled", async () => {
    const answer = await shimGateway({ allowedTenants: [tenantId] }).authorize(question());
    expect(answer.headers.location).toContain(`/${tenantId}/oauth2/v2.0/authorize?`);
  });
});
