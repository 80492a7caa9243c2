import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEntraFetch, type EntraFetch } from "#gateway/entra-fetch.ts";
import { createTlsCertificate } from "#test/fake-tenant/tls-certificate.ts";
import { type ConnectProxy, proxyMoods, startConnectProxy } from "#test/support/connect-proxy.ts";
import {
  type HttpsServer,
  hiddenName,
  type SeenRequest,
  sendJson,
  startHttpsServer,
  trustedCertificate,
} from "#test/support/https-server.ts";
import { startTlsProxy } from "#test/support/tls-proxy.ts";
import { until } from "#test/support/until.ts";

let entra: HttpsServer;
let proxy: ConnectProxy;
let ask: EntraFetch;
let respond: (request: SeenRequest, response: ServerResponse) => void;
const opened: { close(): Promise<unknown> }[] = [];

async function startProxy(...options: Parameters<typeof startConnectProxy>): Promise<ConnectProxy> {
  const started = await startConnectProxy(...options);
  opened.push(started);
  return started;
}

beforeAll(async () => {
  entra = await startHttpsServer((request, response) => respond(request, response));
  opened.push(entra);
});
beforeEach(async () => {
  entra.requests.length = 0;
  respond = (_request, response) => sendJson(response, { keys: [] });
  proxy = await startProxy({ user: "connector", password: "s%cret" });
  ask = createEntraFetch(proxy.url);
});
afterAll(() => Promise.all(opened.map((each) => each.close())));

const limitMs = 20_000;
const get = (by = ask, signal = AbortSignal.timeout(limitMs)) =>
  by(`${entra.hiddenOrigin}/keys`, { headers: { accept: "application/json" }, redirect: "error", signal });
const send = (path: string, init: Partial<Parameters<EntraFetch>[1]> = {}) => {
  const signal = AbortSignal.timeout(limitMs);
  return ask(`${entra.hiddenOrigin}${path}`, { headers: {}, redirect: "manual", signal, ...init });
};
const failureOf = (asking: Promise<unknown>) =>
  asking.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("through a proxy", () => {
  it("Entra is asked by its name, in few tunnels, without a word to it about the proxy", async () => {
    for (let count = 0; count < 20; count += 1) {
      const response = await get();
      expect(response).toMatchObject({ ok: true, status: 200 });
      expect(response.headers.get("content-type")).toBe("application/json");
      expect(await new Response(response.body).json()).toEqual({ keys: [] });
    }
    expect(new Set(proxy.asked)).toEqual(new Set([`${hiddenName}:${entra.port}`]));
    expect(proxy.asked.length).toBeLessThan(5);
    expect(entra.requests[0]?.headers).toEqual({
      accept: "application/json",
      connection: "keep-alive",
      host: `${hiddenName}:${entra.port}`,
    });
  });

  it("a form is sent, and an answer that is no success comes with its headers", async () => {
    respond = (_request, response) => response.writeHead(429, { "retry-after": "7" }).end("slow down");
    const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: "a b" });
    const response = await send("/token", { method: "POST", body });
    expect(response).toMatchObject({ ok: false, status: 429 });
    expect(response.headers.get("retry-after")).toBe("7");
    expect(entra.requests).toMatchObject([
      { method: "POST", url: "/token", body: "grant_type=refresh_token&refresh_token=a+b" },
    ]);
    expect(entra.requests[0]?.headers["content-type"]).toMatch(/^application\/x-www-form-urlencoded/);
  });

  it("a redirect is a failure, or an answer where that is asked for, and never followed", async () => {
    respond = (_request, response) => response.writeHead(302, { location: "/elsewhere" }).end();
    expect(await failureOf(get())).toBeInstanceOf(TypeError);
    expect((await send("/keys")).status).toBe(302);
    expect(entra.requests).toHaveLength(2);
  });

  it("a text is sent as what its headers call it", async () => {
    const headers = { "content-type": "application/json" };
    await send("/register", { method: "POST", body: "{}", headers });
    expect(entra.requests).toMatchObject([{ method: "POST", body: "{}", headers }]);
  });

  it("whoever answers in the tunnel, and a proxy with TLS, must prove who they are", async () => {
    const forged = await createTlsCertificate(hiddenName);
    const interceptor = await startTlsProxy({ target: { host: "127.0.0.1", port: entra.port }, ...forged });
    opened.push(interceptor);
    const led = await startProxy({ leadTo: () => interceptor.port });
    expect(await failureOf(get(createEntraFetch(led.url)))).toMatchObject({ code: /SELF_SIGNED/ });
    const unknown = await startProxy({ tls: forged });
    expect(await failureOf(get(createEntraFetch(unknown.url)))).toMatchObject({ code: /SELF_SIGNED/ });
    expect(entra.requests).toEqual([]);
    const known = await startProxy({ tls: await trustedCertificate() });
    expect(await get(createEntraFetch(known.url))).toMatchObject({ ok: true });
  });

  it.concurrent.each(Object.keys(proxyMoods) as (keyof typeof proxyMoods)[])(
    "a proxy that %s is asked once, fails the request, and keeps no connection",
    async (mood) => {
      const own = await startProxy({ user: "connector", password: "s%cret" });
      const by = createEntraFetch(own.url);
      own.mood = mood;
      const failure = await failureOf(get(by));
      expect(failure).toBeInstanceOf(Error);
      expect(String(failure)).not.toMatch(/connector|s%25cret|cret/);
      if (mood === "refuses") expect(failure).toMatchObject({ code: "PROXY_407" });
      expect(own.asked).toHaveLength(1);
      await until("the connection is closed", () => (own.open() === 0 ? true : undefined));
      own.mood = undefined;
      expect(await get(by)).toMatchObject({ ok: true });
    },
    30_000,
  );

  it("a request ends with its signal, whether its tunnel is open or not, and with it the answer", async () => {
    proxy.mood = "opens the tunnel and hangs";
    const early = new AbortController();
    const waiting = failureOf(get(ask, early.signal));
    await until("the tunnel", () => proxy.asked[0]);
    early.abort(new Error("no longer wanted"));
    expect(await waiting).toMatchObject({ message: "no longer wanted" });
    proxy.mood = undefined;
    respond = (_request, response) => void response.writeHead(200).write("half");
    const late = new AbortController();
    const response = await get(ask, late.signal);
    late.abort();
    expect(await failureOf(new Response(response.body).text())).toBeInstanceOf(Error);
  });
});
