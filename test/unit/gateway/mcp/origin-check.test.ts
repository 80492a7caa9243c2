import Fastify, { type FastifyInstance } from "fastify";
import { describe, expect, it } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { registerOriginCheck } from "#gateway/mcp/origin-check.ts";
import { unaudited } from "#test/support/unaudited.ts";

const origin = "https://app.contoso.example";
const host = "mcp.contoso.example";

function buildServer(): FastifyInstance {
  const app = Fastify();
  const { metrics } = createMetrics(gatewayMetrics);
  registerOriginCheck(app, {
    publicUrl: `https://${host}/mcp`,
    allowedOrigins: [`${origin}:443`],
    metrics,
    audit: unaudited,
  });
  // Stands for authentication: whatever gets here without a token is refused.
  app.addHook("onRequest", async (_, reply) => reply.code(401).header("www-authenticate", "Bearer").send("who?"));
  app.route({ method: ["POST", "GET", "DELETE"], url: "/mcp", handler: async () => "served" });
  return app;
}

describe("CORS for an allowed origin", () => {
  const app = buildServer();

  it("answers a preflight before authentication, with what an MCP client in a page needs and no more", async () => {
    const { statusCode, headers } = await app.inject({
      method: "OPTIONS",
      url: "/mcp",
      headers: { host, origin, "access-control-request-method": "POST" },
    });
    expect(statusCode).toBe(204);
    expect(headers).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "GET, POST, DELETE",
      "access-control-allow-headers":
        "authorization, content-type, last-event-id, mcp-method, mcp-name, mcp-protocol-version, mcp-session-id, " +
        "traceparent, tracestate, x-mcp-tools",
      vary: "origin",
    });
    expect(headers).not.toHaveProperty("access-control-allow-credentials");
  });

  it("lets the page read the challenge of a refusal", async () => {
    const { statusCode, headers } = await app.inject({ method: "POST", url: "/mcp", headers: { host, origin } });
    expect(statusCode).toBe(401);
    expect(headers).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-expose-headers": "www-authenticate, mcp-session-id",
    });
  });

  it("gives no such header to anybody else", async () => {
    const preflight = { host, "access-control-request-method": "POST" };
    for (const headers of [{ host }, preflight, { ...preflight, origin: "https://attacker.example" }]) {
      const answer = await app.inject({ method: "OPTIONS", url: "/mcp", headers });
      expect([401, 403]).toContain(answer.statusCode);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  it("treats an OPTIONS that is no preflight like any other request", async () => {
    expect((await app.inject({ method: "OPTIONS", url: "/mcp", headers: { host, origin } })).statusCode).toBe(401);
  });

  it("answers a foreign origin as MCP asks: 403 with a JSON-RPC error without an id", async () => {
    const headers = { host, origin: "https://attacker.example" };
    const { statusCode, body } = await app.inject({ method: "POST", url: "/mcp", headers });
    expect(statusCode).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ jsonrpc: "2.0", id: null, error: { code: -32_000 } });
    expect(body).not.toContain("attacker");
  });
});
