// S4: `resource` never reaches Entra — this server's own is taken off, another server's is refused, so that its client gets no token of ours.
import { describe, expect, it } from "vitest";
import { codeForm, publicUrl, question, redirectOf, refreshForm, shimGateway, tenantId } from "./shim-gateway.ts";

const gateway = shimGateway();

describe("the resource parameter", () => {
  it.each([
    [undefined, "/mcp"],
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
      ["client_id", "grant_type", "code", "redirect_uri", "code_verifier"],
      ["client_id", "grant_type", "refresh_token"],
    ]);
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
