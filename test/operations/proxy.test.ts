// Both processes where only a proxy knows Microsoft: the names of the fake tenant have no address.

import { randomBytes } from "node:crypto";
import { lookup } from "node:dns/promises";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EnvHttpProxyAgent, getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { browserOf } from "#test/demo/stage/browser.ts";
import { signIn } from "#test/demo/stage/sign-in.ts";
import { trustCertificate } from "#test/demo/stage/trust.ts";
import { type FakeTenant, startFakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { type ConnectProxy, startConnectProxy } from "#test/support/connect-proxy.ts";
import { hiddenName, trustedCertificate } from "#test/support/https-server.ts";
import { connectModern } from "#test/support/mcp-clients.ts";
import { type OtlpCollector, startOtlpCollector } from "#test/support/otlp-collector.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { startTlsProxy } from "#test/support/tls-proxy.ts";
import { outputOf, personNamed } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";

const secret = "proxy-secret";
/** What each door of the fake tenant is, and the collector, by the address that a proxy is asked for. */
const doors = new Map<string, string>();

const folder = ownFolder();
let fake: FakeTenant;
let collector: OtlpCollector;
let collectorWithTls: Awaited<ReturnType<typeof startTlsProxy>>;
let proxy: ConnectProxy;
/** The browser's, which is not what is tested. */
let browsersProxy: ConnectProxy;
let stack: Stack;
let token: string;
const before = getGlobalDispatcher();

beforeAll(async () => {
  const collectorsCertificate = await trustedCertificate();
  [fake, collector, proxy, browsersProxy] = await Promise.all([
    startFakeTenant({ hostname: hiddenName }),
    startOtlpCollector(),
    startConnectProxy({ user: "connector", password: secret }),
    startConnectProxy(),
  ]);
  const target = { host: "127.0.0.1", port: Number(new URL(collector.url).port) };
  collectorWithTls = await startTlsProxy({ target, ...collectorsCertificate });
  const collectorAddress = `${hiddenName}:${collectorWithTls.port}`;
  doors.set(new URL(fake.authorityHost).host, "entra");
  doors.set(new URL(fake.graphBaseUrl).host, "graph");
  doors.set(fake.downloadHosts.files, "files");
  doors.set(fake.downloadHosts.conversions, "conversions");
  doors.set(collectorAddress, "collector");

  const authorities = join(folder, "authorities.pem");
  await writeFile(authorities, `${await readFile(fake.caCertificatePath, "utf8")}\n${collectorsCertificate.cert}`);
  const way = {
    https_proxy: proxy.url,
    NO_PROXY: "example.com",
    NODE_EXTRA_CA_CERTS: authorities,
    OTEL_EXPORTER_OTLP_ENDPOINT: `https://${collectorAddress}`,
  };
  const { publicClientApp } = await fake.control.directory();
  stack = await startStack({
    fake,
    gatewayEnvironment: {
      ...way,
      SIGN_IN_CLIENT_ID: publicClientApp.clientId,
      SIGN_IN_KEYS: `test:${randomBytes(32).toString("base64")}`,
    },
    workerEnvironment: way,
  });
  await fake.control.registerRedirectUri(`${stack.publicUrl}/oauth/callback`);
  await trustCertificate(fake.caCertificatePath);
  setGlobalDispatcher(new EnvHttpProxyAgent({ httpsProxy: browsersProxy.url }));
});
afterAll(async () => {
  setGlobalDispatcher(before);
  await stack.stop();
  await Promise.all([proxy, browsersProxy, collectorWithTls, collector].map((each) => each.close()));
});

const askedFor = () => new Set(proxy.asked.map((target) => doors.get(target) ?? target));
const readFileOf = async (client: Parameters<typeof outputOf>[0]) => {
  const { files } = await outputOf(client, "sharepoint_search", { query: "interior reserve", fileType: "csv" });
  const [found] = files as { uri: string }[];
  return await outputOf(client, "read_resource", { uri: found?.uri });
};

test("a sign-in, a search, a download and the traces of them go through the proxy, and nothing else does", async () => {
  await expect(lookup(hiddenName)).rejects.toMatchObject({ code: "ENOTFOUND" });
  expect(askedFor()).toEqual(new Set(["entra"]));
  const person = await personNamed(fake, "hana.mori");
  const { accessToken, client } = await signIn({
    mcpUrl: stack.publicUrl,
    browser: browserOf(person.userPrincipalName),
  });
  await client.close();
  token = accessToken;
  const mcp = await connectModern(stack.gateways[0].mcpUrl, token);
  expect(JSON.stringify(await readFileOf(mcp))).toContain("three-phase line");
  await mcp.close();
  await until("traces of both processes", () => {
    const services = new Set(collector.spans.map(({ service }) => service));
    return services.size === 2 ? services : undefined;
  });
  expect(askedFor()).toEqual(new Set(["entra", "graph", "files", "collector"]));
});

test("tunnels are kept: more calls open few more", async () => {
  const mcp = await connectModern(stack.gateways[0].mcpUrl, token);
  await readFileOf(mcp);
  const tunnels = proxy.asked.length;
  // Each call asks several hosts. Connections that are idle for seconds, as on a busy machine, are closed.
  for (let calls = 0; calls < 10; calls += 1) await readFileOf(mcp);
  expect(proxy.asked.length - tunnels).toBeLessThan(20);
  await mcp.close();
});

test("where the proxy refuses, calls are unavailable, the log has its status, and all works again later", async () => {
  const worker = stack.workers[0];
  const mcp = await connectModern(stack.gateways[0].mcpUrl, token);
  const search = () => mcp.call("outlook_email_search", { query: "budget" });
  proxy.mood = "refuses";
  proxy.cut();
  const { isError, texts } = await search();
  expect(isError).toBe(true);
  expect(texts.join()).toMatch(/could not be reached|is not answering at the moment/);
  expect(texts.join()).not.toMatch(/proxy|localhost/i);
  await worker?.waitForLog(({ code }) => (code === "PROXY_407" ? true : undefined));
  proxy.mood = undefined;
  await until("a call that works", async () => !(await search()).isError);
  await mcp.close();
});

test("each process says at its start that it uses a proxy, without its password, which no line has", () => {
  const [gateway, worker] = [stack.gateways[0], stack.workers[0]].map((service) => service?.log ?? []);
  const { origin } = new URL(proxy.url);
  const told = (log: readonly string[] = []) =>
    log.map((line) => JSON.parse(line)).filter(({ component }) => component === "proxy");
  expect(told(gateway)).toEqual([expect.objectContaining({ level: "info", url: origin })]);
  expect(told(worker)).toEqual([
    expect.objectContaining({ level: "warn", url: origin, problem: expect.stringMatching(/only the proxy can check/) }),
  ]);
  const encoded = Buffer.from(`connector:${secret}`).toString("base64");
  for (const { log, output } of [...stack.gateways, ...stack.workers]) {
    for (const line of [...log, ...output]) expect(line).not.toMatch(new RegExp(`${secret}|${encoded}`));
  }
});
