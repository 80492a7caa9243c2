// S4: `resource` names this server, and never reaches Entra — without it nobody is sent to sign in and no code is
// redeemed, so that clients of another server get no token here; a renewal may omit it, but name no other.

import { describe, expect, it } from "vitest";
import {
  codeForm,
  publicUrl,
  question,
  redirectOf,
  redirectUri,
  refreshForm,
  shimGateway,
  tenantId,
} from "./shim-gateway.ts";

const gateway = shimGateway();

describe("the resource parameter", () => {
  it.each([
    [publicUrl, "/mcp"],
    [`${publicUrl}?tools=read_resource`, "/mcp"],
    [publicUrl, `/mcp/${tenantId}`],
    [`${publicUrl}/${tenantId}`, `/mcp/${tenantId}`],
  ])("%j is taken off at %s", async (resource, address) => {
    const { parameters } = redirectOf(await gateway.authorize(question({ resource }), address));
    expect(parameters).not.toHaveProperty("resource");
    expect(parameters).toHaveProperty("code_challenge");
    await gateway.token(codeForm({ resource }), {}, address);
    await gateway.token(refreshForm({ resource }), {}, address);
    const forms = gateway.asked.splice(0).map(({ form }) => Object.keys(form));
    expect(forms).toEqual([
      ["client_id", "grant_type", "code", "redirect_uri", "code_verifier", "scope"],
      ["client_id", "grant_type", "refresh_token", "scope"],
    ]);
  });

  it.each([undefined, ""])("%j, as a server without metadata has it, is told what to send", async (resource) => {
    const error_description = `Send resource=${publicUrl}: tokens from here are for that server only.`;
    const { url, parameters } = redirectOf(await gateway.authorize(question({ resource })));
    expect(`${url.origin}${url.pathname}`).toBe(redirectUri);
    expect(parameters).toEqual({ error: "invalid_target", error_description, state: "st-1" });
    const answer = await gateway.token(codeForm({ resource }));
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({ error: "invalid_target", error_description });
    expect(gateway.asked).toEqual([]);
  });

  it("may be left out of a renewal, whose token is for this server by its scope", async () => {
    expect((await gateway.token(refreshForm({ resource: undefined }))).statusCode).toBe(200);
    expect(gateway.asked.splice(0)).toHaveLength(1);
  });

  it.each([
    "https://mcp.elsewhere.example/mcp",
    "https://graph.microsoft.com",
    "https://mcp.contoso.example",
    "https://mcp.contoso.example/",
    `${publicUrl}/`,
    `${publicUrl}#x`,
    `${publicUrl}?x#y`,
    `${publicUrl}evil`,
    `${publicUrl}@attacker.example`,
    `${publicUrl}/${tenantId}`,
    "https://mcp.contoso.example\\@attacker.example/mcp",
    "HTTPS://MCP.contoso.example/mcp",
    "api://8a1c1c7e-0000-4000-8000-000000000001",
    "?",
  ])("%j is another server's", async (resource) => {
    expect(redirectOf(await gateway.authorize(question({ resource }))).parameters.error).toBe("invalid_target");
    for (const form of [codeForm({ resource }), refreshForm({ resource })]) {
      expect((await gateway.token(form)).json().error).toBe("invalid_target");
    }
    expect(gateway.asked).toEqual([]);
  });
});
