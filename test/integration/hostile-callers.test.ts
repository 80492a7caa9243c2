import { discoverOAuthProtectedResourceMetadata } from "@modelcontextprotocol/client";
import { describe, expect } from "vitest";
import type { MintOptions } from "#test/fake-tenant/entra/mint-token.ts";
import { postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import type { HostileCall, Refusal } from "./hostile/hostile-call.ts";
import { type RawAnswer, sendRaw } from "./hostile/raw-request.ts";
import { hostileTokens } from "./hostile/token-claims.ts";
import { hostileTransport } from "./hostile/token-transport.ts";

/** Status and challenge of each kind of refusal; the challenge's own words are another test's. */
const answers: Readonly<Record<Refusal, { status: number; error: string | undefined; hasChallenge: boolean }>> = {
  sign_in: { status: 401, error: undefined, hasChallenge: true },
  invalid_token: { status: 401, error: "invalid_token", hasChallenge: true },
  insufficient_scope: { status: 403, error: "insufficient_scope", hasChallenge: true },
  refused: { status: 403, error: undefined, hasChallenge: false },
  invalid_request: { status: 400, error: "invalid_request", hasChallenge: true },
  broken_http: { status: 400, error: undefined, hasChallenge: false },
  headers_too_large: { status: 431, error: undefined, hasChallenge: false },
};
const atOnce = 16;
const aGoodOneEach = 25;

let stack: SharedStack;
let url: string;
let goodToken: string;
/** What each 401 and each challenge of a 403 must say. */
let discovery: string[];

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  url = stack.gateways[0].mcpUrl;
  goodToken = await stack.fake.control.mintToken();
  const { origin } = new URL(stack.publicUrl);
  discovery = [
    `scope="${stack.publicUrl}/access_as_user"`,
    `resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`,
  ];
});

const call = async (options: MintOptions, headers: Record<string, string> = {}) => {
  const token = await stack.fake.control.mintToken(options);
  return await postToolCall("modern", { url, token, tool: "outlook_email_search", headers });
};

async function hostileCalls(): Promise<HostileCall[]> {
  const { control, authorityHost } = stack.fake;
  const { tenants } = await control.directory();
  return [...hostileTokens({ authorityHost, tenantIds: tenants.map(({ id }) => id) }), ...hostileTransport()];
}

/** A message that a worker has no part in: a good caller of it causes no exchange. */
const initialize = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
});

async function send({ mint, damage, headers, query, body }: Omit<HostileCall, "refusal">): Promise<RawAnswer> {
  const minted = mint === undefined ? goodToken : await stack.fake.control.mintToken(mint);
  const token = damage?.(minted) ?? minted;
  const { port, pathname } = new URL(url);
  const text = body?.text(token) ?? initialize;
  const lines = [
    `POST ${pathname}${query?.(token) ?? ""} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    "Accept: application/json, text/event-stream",
    `Content-Type: ${body?.contentType ?? "application/json"}`,
    `Content-Length: ${Buffer.byteLength(text)}`,
    "Connection: close",
    ...(headers?.(token) ?? [`Authorization: Bearer ${token}`]),
  ];
  return await sendRaw(Number(port), `${lines.join("\r\n")}\r\n\r\n${text}`);
}

/** What of an answer is not as it should be. */
async function surpriseOf(call: HostileCall): Promise<object | undefined> {
  const { status, headers, body } = await send(call);
  const challenge = headers.get("www-authenticate");
  const wanted = answers[call.refusal];
  const got = { status, error: /error="(\w+)"/.exec(challenge ?? "")?.[1], hasChallenge: challenge !== undefined };
  const leadsOn = wanted.status === 400 || !wanted.hasChallenge || discovery.every((part) => challenge?.includes(part));
  const isRight = JSON.stringify(got) === JSON.stringify(wanted) && leadsOn;
  return isRight ? undefined : { title: call.title, wanted, got, challenge, body: body.slice(0, 200) };
}

/** Without fetch, which sets Host itself. */
async function statusAndBody(path: string, headers: Record<string, string>, method = "GET") {
  const { host, port } = new URL(url);
  const lines = Object.entries({ host, connection: "close", ...headers }).map((header) => header.join(": "));
  const { status, body } = await sendRaw(Number(port), `${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
  return { status, body };
}

describe("a hostile caller", () => {
  test("is refused as it should be in more than 150 ways, without any exchange, while good callers pass", async () => {
    const calls = await hostileCalls();
    expect(calls.length).toBeGreaterThanOrEqual(150);
    const titles = calls.map(({ title }) => title);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);

    await stack.fake.control.resetStats();
    const startedAt = Date.now();
    const surprises: unknown[] = [];
    const goodStatuses: number[] = [];
    const queue = [...calls.entries()];
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          const [index, call] = next;
          const surprise = await surpriseOf(call);
          if (surprise !== undefined) surprises.push(surprise);
          if (index % aGoodOneEach === 0) goodStatuses.push((await send({ title: "good", mint: {} })).status);
        }
      }),
    );
    expect(surprises).toEqual([]);
    expect(goodStatuses.length).toBeGreaterThan(5);
    expect(new Set(goodStatuses)).toEqual(new Set([200]));
    const stats = await stack.fake.control.stats();
    expect(stats).toMatchObject({ oboExchanges: 0, graphRequests: 0 });
    expect(stats.jwksFetches).toBeLessThanOrEqual(1 + Math.floor((Date.now() - startedAt) / 30_000));
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

test("a client that wants its connection closed after the answer is not kept", async () => {
  const { status, headers } = await send({ title: "good" });
  expect({ status, connection: headers.get("connection") }).toEqual({ status: 200, connection: "close" });
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
