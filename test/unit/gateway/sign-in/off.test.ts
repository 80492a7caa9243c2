import { describe, expect, it } from "vitest";
import {
  authorityHost,
  codeForm,
  publicUrl,
  question,
  redirectUri,
  type SignInGatewayOptions,
  signInGateway,
  tenantId,
} from "./sign-in-gateway.ts";

describe("a gateway without SIGN_IN_CLIENT_ID", () => {
  const gateway = signInGateway({ isOn: false });

  it("sends clients to Entra, for the public URL as resource", async () => {
    for (const [path, tenant] of [
      ["/mcp", "organizations"],
      [`/mcp/${tenantId}`, tenantId],
    ]) {
      const document = (await gateway.get(`/.well-known/oauth-protected-resource${path}`)).json();
      expect(document).toMatchObject({
        resource: publicUrl,
        authorization_servers: [`${authorityHost}/${tenant}/v2.0`],
      });
      expect((await gateway.get(`/.well-known/oauth-authorization-server${path}`)).statusCode).toBe(404);
    }
    expect((await gateway.get("/.well-known/oauth-authorization-server")).statusCode).toBe(404);
  });

  it.each(["/authorize", "/mcp/oauth/authorize", `/mcp/${tenantId}/oauth/authorize`])(
    "tells a person at %s what happened and what to set",
    async (path) => {
      const page = await gateway.authorize(question(), {}, path);
      expect([page.statusCode, page.headers.location, page.headers["set-cookie"]]).toEqual([404, undefined, undefined]);
      expect(page.headers["content-type"]).toContain("text/html");
      expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
      expect(page.body).toContain("SIGN_IN_CLIENT_ID");
      expect(page.body).toContain("sends its clients to Microsoft Entra");
    },
  );

  it.each([
    ["/token", () => gateway.token(codeForm("x"), {}, "/token")],
    ["/mcp/oauth/token", () => gateway.token(codeForm("x"))],
    [`/mcp/${tenantId}/oauth/token`, () => gateway.token(codeForm("x"), {}, `/mcp/${tenantId}/oauth/token`)],
    ["/register", () => gateway.register({ redirect_uris: [redirectUri] }, {}, "/register")],
    ["/mcp/oauth/register", () => gateway.register("not JSON")],
  ])("tells a client at %s the same", async (_path, send) => {
    const answer = await send();
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toEqual({
      error: "invalid_request",
      error_description: expect.stringMatching(/sends its clients to Microsoft Entra.*SIGN_IN_CLIENT_ID/),
    });
  });

  it("has neither form nor callback", async () => {
    expect((await gateway.sendForm("/mcp/oauth/approve", {})).statusCode).toBe(404);
    expect((await gateway.get("/mcp/oauth/callback?code=x&state=y")).json()).toEqual({ error: "not_found" });
  });

  it("says nothing to a foreign Host", async () => {
    expect((await gateway.authorize(question(), { host: "attacker.example" }, "/authorize")).statusCode).toBe(403);
  });
});

it.each<[string, SignInGatewayOptions, number]>([
  ["api://8a1c1c7e-0000-4000-8000-000000000001 and no sign-in", { isOn: false }, 1],
  ["api://8a1c1c7e-0000-4000-8000-000000000001 and the sign-in", { isOn: true }, 0],
])("a gateway with the Application ID URI %s starts with the right number of warnings", (_what, options, warnings) => {
  const { log } = signInGateway({ appIdUri: "api://8a1c1c7e-0000-4000-8000-000000000001", ...options });
  expect(log.filter((line) => line.includes("AADSTS9010010"))).toHaveLength(warnings);
});

it("a server whose own path is that of an alias still serves MCP there", async () => {
  for (const isOn of [true, false]) {
    const gateway = signInGateway({ isOn, publicUrl: "https://mcp.contoso.example/token" });
    expect(
      (await gateway.post("/token", "{}", { "content-type": "application/json" })).headers["www-authenticate"],
    ).toMatch(/^Bearer/);
  }
});
