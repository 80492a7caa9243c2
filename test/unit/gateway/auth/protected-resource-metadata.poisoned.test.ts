// T12: metadata poisoning — metadata comes from settings, never from a request, without redirects.

import Fastify from "fastify";
import { describe, expect, it } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { registerAuthentication } from "#gateway/auth/authenticate.ts";
import { createChallengesFor } from "#gateway/auth/challenge.ts";
import { registerProtectedResourceMetadata } from "#gateway/auth/protected-resource-metadata.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { unaudited } from "#test/support/unaudited.ts";
import { identity } from "./guarded-server.ts";

const evil = "attacker.example";
const misleading: Record<string, string>[] = [
  { host: evil },
  { host: `mcp.contoso.example:443@${evil}` },
  { host: `mcp.contoso.example"` },
  { "x-forwarded-host": evil },
  { "x-forwarded-proto": "http" },
  { "x-forwarded-port": "8443" },
  { "x-forwarded-prefix": "/evil" },
  { "x-forwarded-server": evil },
  { "x-original-url": "/evil" },
  { "x-original-host": evil },
  { "x-rewrite-url": "/evil" },
  { "x-host": evil },
  { forwarded: `host=${evil};proto=http` },
  { forwarded: `for=1.2.3.4;host="${evil}, x";proto=http` },
  { via: `1.1 ${evil}` },
  { origin: `https://${evil}` },
  { referer: `https://${evil}/` },
  { accept: "text/html" },
  { "accept-language": "de" },
];

const app = Fastify({ trustProxy: true });
registerProtectedResourceMetadata(app, identity);
const { metrics } = createMetrics(gatewayMetrics);
const validator = { validate: async () => Promise.reject(new Error("no token was sent")) };
app.register((scope, _options, done) => {
  const challengesFor = createChallengesFor(identity);
  registerAuthentication(scope, { ...identity, validator, challengesFor, metrics, audit: unaudited });
  scope.post("/mcp", async () => "reached");
  done();
});

const paths = [
  ["GET", "/.well-known/oauth-protected-resource"],
  ["GET", "/.well-known/oauth-protected-resource/mcp"],
  ["POST", "/mcp"],
] as const;

/** Everything of an answer but the date. */
async function answer(method: "GET" | "POST", url: string, headers: Record<string, string>): Promise<string> {
  const response = await app.inject({ method, url, headers });
  return JSON.stringify([response.statusCode, { ...response.headers, date: "" }, response.body]);
}

describe("the metadata and the challenge", () => {
  it.each(paths)("are the same to the byte whatever a request to %s %s claims", async (method, url) => {
    const plain = await answer(method, url, {});
    for (const headers of misleading) expect(await answer(method, url, headers)).toBe(plain);
    expect(plain).not.toContain(evil);
    expect(plain).not.toContain("location");
  });

  it.each(["//attacker.example/", "/.well-known/oauth-protected-resource/../../mcp", "/%2f%2fattacker.example"])(
    "never redirect, also for %s",
    async (url) => {
      const { statusCode, headers } = await app.inject({ method: "GET", url });
      expect(statusCode).toBe(404);
      expect(headers.location).toBeUndefined();
    },
  );

  it("name the resource, the issuer and the scope as Entra and the clients compare them, for a minute", async () => {
    const { body, headers } = await app.inject({ method: "GET", url: "/.well-known/oauth-protected-resource/mcp" });
    expect(headers["cache-control"]).toBe("public, max-age=60");
    expect(JSON.parse(body)).toEqual({
      resource: "https://mcp.contoso.example/mcp",
      authorization_servers: ["https://login.microsoftonline.com/organizations/v2.0"],
      scopes_supported: ["https://mcp.contoso.example/mcp/access_as_user"],
      bearer_methods_supported: ["header"],
    });
  });
});
