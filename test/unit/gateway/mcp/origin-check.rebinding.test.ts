// T13: DNS rebinding and foreign web pages — a request with another Host, or from an Origin that isn't allowed, gets
// 403.

import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import Fastify from "fastify";
import { describe, expect, it } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import { registerOriginCheck } from "#gateway/mcp/origin-check.ts";
import { unaudited } from "#test/support/unaudited.ts";

const allowed = "https://app.contoso.example";

function buildServer(publicUrl = "https://mcp.contoso.example/mcp", allowedOrigins = [allowed]) {
  const app = Fastify({ trustProxy: true });
  const { metrics } = createMetrics(gatewayMetrics);
  const state = { served: 0, metrics };
  registerOriginCheck(app, { publicUrl, allowedOrigins, metrics, audit: unaudited });
  app.post("/mcp", async () => {
    state.served += 1;
    return "served";
  });
  return { app, state };
}

const goodHosts = ["mcp.contoso.example", "mcp.contoso.example:443", "MCP.contoso.EXAMPLE"];
const badHosts = [
  "attacker.example",
  "mcp.contoso.example.attacker.example",
  "mcp.contoso.example:8443",
  "mcp.contoso.example.",
  "mcp.contoso.example:",
  "mcp.contoso.example@attacker.example",
  "mcp.contoso.example, attacker.example",
  "[::1]x",
  "localhost.attacker.example",
];
const goodOrigins = [undefined, allowed];
const badOrigins = [
  "null",
  "https://attacker.example",
  "http://app.contoso.example",
  "https://app.contoso.example:8443",
  "https://app.contoso.example/",
  "https://app.contoso.example.attacker.example",
  "https://APP.contoso.example",
  "https://mcp.contoso.example",
];

describe("Origin and Host", () => {
  const { app, state } = buildServer();
  const post = (host: string, origin?: string, remoteAddress = "203.0.113.9") =>
    app.inject({
      method: "POST",
      url: "/mcp",
      remoteAddress,
      headers: { host, ...(origin === undefined ? {} : { origin }) },
    });

  it("let a request pass only when both are good, over all combinations", async () => {
    for (const host of [...goodHosts, ...badHosts]) {
      for (const origin of [...goodOrigins, ...badOrigins]) {
        const isGood = goodHosts.includes(host) && goodOrigins.includes(origin);
        const served = state.served;
        const { statusCode } = await post(host, origin);
        expect({ host, origin, statusCode }).toEqual({ host, origin, statusCode: isGood ? 200 : 403 });
        expect(state.served).toBe(isGood ? served + 1 : served);
      }
    }
  });

  it.each(["x-forwarded-host", "x-host", "forwarded", "x-original-host"])("are not taken from %s", async (name) => {
    const answer = await app.inject({
      method: "POST",
      url: "/mcp",
      headers: { host: "attacker.example", [name]: name === "forwarded" ? "host=mcp.contoso.example" : goodHosts[0] },
    });
    expect(answer.statusCode).toBe(403);
  });

  it.each(["localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST"])(
    "let %s pass from this machine only",
    async (host) => {
      for (const address of ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"]) {
        expect((await post(host, undefined, address)).statusCode).toBe(200);
      }
      for (const address of ["203.0.113.9", "10.0.0.7", "::ffff:10.0.0.7", "fe80::1", "127.0.0.1.5", "::2"]) {
        expect((await post(host, undefined, address)).statusCode).toBe(403);
      }
    },
  );

  it("stop a page that was led to this machine under another name", async () => {
    expect((await post("attacker.example:8080", undefined, "127.0.0.1")).statusCode).toBe(403);
    expect((await post("localhost:8080", "http://attacker.example:8080", "127.0.0.1")).statusCode).toBe(403);
  });

  it("need the port of a public address that has one", async () => {
    const { app: local } = buildServer("http://localhost:8080/mcp");
    const from = (host: string) =>
      local.inject({ method: "POST", url: "/mcp", headers: { host }, remoteAddress: "172.17.0.1" });
    expect((await from("localhost:8080")).statusCode).toBe(200);
    expect((await from("localhost")).statusCode).toBe(403);
    expect((await from("localhost:8081")).statusCode).toBe(403);
  });

  it("refuse every page when no origin is listed", async () => {
    const { app: closed } = buildServer("https://mcp.contoso.example/mcp", []);
    const headers = { host: "mcp.contoso.example", origin: "https://mcp.contoso.example" };
    expect((await closed.inject({ method: "POST", url: "/mcp", headers })).statusCode).toBe(403);
  });

  it("can allow an extension without allowing pages that hide where they are from", async () => {
    const { app: listed } = buildServer("https://mcp.contoso.example/mcp", ["moz-extension://abcdef"]);
    const from = async (origin: string) => {
      const headers = { host: "mcp.contoso.example", origin };
      return (await listed.inject({ method: "POST", url: "/mcp", headers })).statusCode;
    };
    expect(await from("moz-extension://abcdef")).toBe(200);
    expect(await from("null")).toBe(403);
    expect(await from("moz-extension://other")).toBe(403);
  });

  it("are counted apart", async () => {
    const counted = buildServer();
    await counted.app.inject({ method: "POST", url: "/mcp", headers: { host: "attacker.example" } });
    await counted.app.inject({ method: "POST", url: "/mcp", headers: { host: "mcp.contoso.example", origin: "null" } });
    const { values } = await counted.state.metrics.authRefusals.get();
    expect(values.map(({ labels, value }) => [labels.reason, value])).toEqual([
      ["host", 1],
      ["origin", 1],
    ]);
  });
});

describe("a header that comes twice", () => {
  const own = "mcp.contoso.example";

  it.each<[what: string, headers: string, status: number, version?: string]>([
    ["a second Host", `Host: ${own}\r\nHost: attacker.example`, 403],
    ["the same Host again", `Host: ${own}\r\nHost: ${own}`, 403],
    ["a second Origin", `Host: ${own}\r\nOrigin: ${allowed}\r\nOrigin: https://attacker.example`, 403],
    ["another Host first", `Host: attacker.example\r\nHost: ${own}`, 403],
    ["no Host in its line", "Host:", 403],
    ["no line of it", "Accept: */*", 403, "1.0"],
    ["one of each", `Host: ${own}\r\nOrigin: ${allowed}`, 200],
    ["loopback on loopback", "Host: 127.0.0.1:1", 200],
  ])(
    "is refused, as Node shows the first alone, and so is none: %s",
    async (_what, headers, status, version = "1.1") => {
      const { app, state } = buildServer();
      await app.listen({ host: "127.0.0.1", port: 0 });
      const socket = connect((app.server.address() as AddressInfo).port, "127.0.0.1");
      socket.end(`POST /mcp HTTP/${version}\r\n${headers}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      expect(await text(socket)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(state.served).toBe(status === 200 ? 1 : 0);
      await app.close();
    },
  );
});
