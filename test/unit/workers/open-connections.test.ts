import type { LookupFunction } from "node:net";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createTlsCertificate } from "#test/fake-tenant/tls-certificate.ts";
import { type ConnectProxy, proxyMoods, startConnectProxy } from "#test/support/connect-proxy.ts";
import { hiddenName, sendJson, startHttpsServer, trustedCertificate } from "#test/support/https-server.ts";
import { startTlsProxy } from "#test/support/tls-proxy.ts";
import { openConnections } from "#workers/open-connections.ts";
import { createTestGraph, type TestGraph } from "./graph/graph-fixture.ts";

const password = "se cret%:@/ü";
/** A name of Microsoft's, which leads to this computer. */
const storageName = "contoso.sharepoint.com";
const lookup: LookupFunction = (_hostname, { all }, callback) => {
  if (all === true) callback(null, [{ address: "127.0.0.1", family: 4 }]);
  else callback(null, "127.0.0.1", 4);
};

let proxy: ConnectProxy;
let test: TestGraph;
/** Where a file is, as Graph says. */
let location: string;
/** Closed in the end. */
const opened: { close(): Promise<unknown> }[] = [];

async function startProxy(...options: Parameters<typeof startConnectProxy>): Promise<ConnectProxy> {
  const started = await startConnectProxy(...options);
  opened.push(started);
  return started;
}

const graph = await startHttpsServer((request, response) => {
  if (request.url.endsWith("/content")) response.writeHead(302, { location }).end();
  else sendJson(response, { id: "1" });
});
afterAll(async () => {
  await Promise.all(opened.map((each) => each.close()));
  await graph.close();
});

function graphBehind(url: string, NO_PROXY: string[] = []): TestGraph {
  const made = createTestGraph({
    origin: graph.hiddenOrigin,
    downloadHosts: ["sharepoint.com"],
    proxy: { HTTPS_PROXY: url, NO_PROXY },
    lookup,
  });
  opened.push(made.client);
  return made;
}

beforeEach(async () => {
  graph.requests.length = 0;
  proxy = await startProxy({ user: "connector", password });
  test = graphBehind(proxy.url);
});

const read = (of = test) => of.door().get({ path: ["drives", "d"] }, z.object({ id: z.string() }));
const download = (of = test) =>
  of.door().download({ path: ["drives", "d", "items", "i", "content"] }, { maxBytes: 1_000 });

describe("behind a proxy", () => {
  it("Graph is reached by its name, with the proxy's credentials, and a tunnel serves many requests", async () => {
    for (let count = 0; count < 20; count += 1) await expect(read()).resolves.toEqual({ id: "1" });
    expect(new Set(proxy.asked)).toEqual(new Set([`${hiddenName}:${graph.port}`]));
    expect(proxy.asked.length).toBeLessThan(5);
    expect(graph.requests).toHaveLength(20);
    expect(JSON.stringify(graph.requests)).not.toMatch(/proxy-/i);
  });

  it("a proxy with TLS is spoken to by TLS, and its certificate is checked", async () => {
    const good = await startProxy({ tls: await trustedCertificate() });
    await expect(read(graphBehind(good.url))).resolves.toEqual({ id: "1" });
    const forged = await startProxy({ tls: await createTlsCertificate() });
    await expect(read(graphBehind(forged.url))).rejects.toMatchObject({ code: "unavailable" });
    expect(forged.asked).toEqual([]);
  });

  it("whoever answers in a tunnel must prove that it is the host", async () => {
    const other = await createTlsCertificate(hiddenName);
    const interceptor = await startTlsProxy({ target: { host: "127.0.0.1", port: graph.port }, ...other });
    const led = await startProxy({ leadTo: () => interceptor.port });
    opened.push(interceptor);
    const intercepted = graphBehind(led.url);
    await expect(read(intercepted)).rejects.toMatchObject({ code: "unavailable" });
    expect(intercepted.log.text()).toMatch(/"code":"[A-Z_]*SELF_SIGNED[A-Z_]*"/);
    location = `https://${storageName}/file`;
    const wrongName = await startProxy({ leadTo: () => graph.port });
    await expect(download(graphBehind(wrongName.url))).rejects.toMatchObject({ code: "unavailable" });
    expect(wrongName.asked).toContain(`${storageName}:443`);
    expect(graph.requests.map(({ url }) => url)).toEqual(expect.arrayContaining(["/v1.0/drives/d/items/i/content"]));
    expect(graph.requests.some(({ url }) => url === "/file")).toBe(false);
  });

  it("a download is limited to the hosts on the list, and only where it is direct to public addresses", async () => {
    location = "https://evil.example.com/file";
    await expect(download()).rejects.toThrow(/not allowed/);
    location = `https://${storageName}/file`;
    proxy.mood = "forbids";
    await expect(download()).rejects.toMatchObject({ code: "unavailable" });
    proxy.mood = undefined;
    expect(new Set(proxy.asked)).toEqual(new Set([`${hiddenName}:${graph.port}`, `${storageName}:443`]));
    await expect(download(graphBehind(proxy.url, ["sharepoint.com"]))).rejects.toThrow(/not public/);
  });

  it("a host in NO_PROXY is connected to directly", async () => {
    const direct = createTestGraph({
      origin: graph.origin,
      proxy: { HTTPS_PROXY: proxy.url, NO_PROXY: ["localhost"] },
    });
    await expect(read(direct)).resolves.toEqual({ id: "1" });
    expect(proxy.asked).toEqual([]);
  });

  const codes: Record<string, RegExp> = { refuses: /"code":"PROXY_407"/, forbids: /"code":"PROXY_403"/ };
  it.concurrent.each(Object.keys(proxyMoods) as (keyof typeof proxyMoods)[])(
    "a proxy that %s makes Graph unavailable, in the log without a secret, until it is well again",
    async (mood) => {
      const own = await startProxy({ user: "connector", password });
      const of = graphBehind(own.url);
      own.mood = mood;
      await expect(read(of)).rejects.toMatchObject({ code: "unavailable" });
      expect(own.asked.length).toBeLessThan(10);
      expect(of.log.text()).toMatch(codes[mood] ?? /"msg":"Graph could not be reached"/);
      expect(of.log.text()).not.toMatch(/canary|connector:|se%20cret|se cret|Y29ubmVjdG9y/);
      own.mood = undefined;
      await expect(read(of)).resolves.toEqual({ id: "1" });
    },
    30_000,
  );

  it("a place in the pool is free again soon after the proxy left a CONNECT unanswered", async () => {
    const connections = openConnections({ HTTPS_PROXY: proxy.url, NO_PROXY: [] }, { connections: 1 });
    const ask = () => connections.request({ origin: graph.hiddenOrigin, path: "/", method: "GET" });
    proxy.mood = "hangs";
    await expect(ask()).rejects.toMatchObject({ code: "UND_ERR_HEADERS_TIMEOUT" });
    proxy.mood = undefined;
    await expect(ask()).resolves.toMatchObject({ statusCode: 200 });
  });
});
