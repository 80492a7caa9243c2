// T10: hostile links — next links stay on Graph's v1.0; downloads go to listed public hosts only, with at most three
// redirects and without the token.

import type { LookupFunction } from "node:net";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type HttpsServer, sendJson, startHttpsServer } from "#test/support/https-server.ts";
import { createDownloadConnector, createDownloadHosts } from "#workers/graph/graph-connections.ts";
import { createTestGraph, type TestGraph } from "./graph-fixture.ts";

let test: TestGraph;
/** What the Graph of this test answers a download with. */
let location: string;

const graph = await startHttpsServer((request, response) => {
  if (request.url.includes("/content")) response.writeHead(302, { location }).end();
  else sendJson(response, { value: [] });
});
const trap = await startHttpsServer((_request, response) => sendJson(response, { value: ["trapped"] }));
const storage: HttpsServer = await startHttpsServer((request, response) => {
  const [, status] = /^\/refused\/(\d+)$/.exec(request.url) ?? [];
  if (status !== undefined) return sendJson(response, {}, Number(status));
  const hops = Number(new URL(request.url, storage.origin).searchParams.get("hops"));
  if (hops > 0) response.writeHead(302, { location: `/file?hops=${hops - 1}` }).end();
  else response.writeHead(200, { "content-type": "text/plain" }).end("content");
});

/** Names of the attacker, and honest names that the attacker's DNS sends elsewhere. */
const addresses: Record<string, readonly string[]> = {
  "rebound.sharepoint.com": ["127.0.0.1"],
  "metadata.sharepoint.com": ["169.254.169.254"],
  "azure.sharepoint.com": ["168.63.129.16"],
  "private.sharepoint.com": ["10.0.0.5"],
  "cgnat.sharepoint.com": ["100.64.1.1"],
  "any.sharepoint.com": ["0.0.0.0"],
  "v6.sharepoint.com": ["::1"],
  "unique.sharepoint.com": ["fd00::1"],
  "link.sharepoint.com": ["fe80::1"],
  "mapped.sharepoint.com": ["::ffff:127.0.0.1"],
  "nat64.sharepoint.com": ["64:ff9b::7f00:1"],
  "sixtofour.sharepoint.com": ["2002:7f00:1::1"],
  "mixed.sharepoint.com": ["52.107.0.1", "127.0.0.1"],
};

const lookup: LookupFunction = (hostname, options, callback) => {
  const found = (addresses[hostname] ?? ["127.0.0.1"]).map((address) => ({
    address,
    family: address.includes(":") ? 6 : 4,
  }));
  if (options.all === true) callback(null, found);
  else callback(null, found[0]?.address ?? "", found[0]?.family ?? 4);
};

beforeEach(() => {
  graph.requests.length = 0;
  storage.requests.length = 0;
  const downloadHosts = ["sharepoint.com", "1drv.com", `localhost:${storage.port}`];
  test = createTestGraph({ origin: graph.origin, downloadHosts, lookup });
});
afterEach(() => test.client.close());
afterAll(() => Promise.all([graph.close(), storage.close(), trap.close()]));

const download = (more: { link?: string } = {}) =>
  test.door().download({ path: ["drives", "d", "items", "i", "content"] }, { maxBytes: 1_000, ...more });

/** Links to the trap, or to where a token must not go. The ports are known only when the servers run. */
function hostileLinks(): string[] {
  const bad = `localhost:${trap.port}`;
  const good = `localhost:${graph.port}`;
  return [
    `https://${bad}/v1.0/me/messages?$skip=10`,
    `https://${good}@${bad}/v1.0/me`,
    `https://${good}:x@${bad}/v1.0/me`,
    `https://${good}%2f@${bad}/v1.0/me`,
    `https://${good}\\@${bad}/v1.0/me`,
    `https://user@${good}/v1.0/me`,
    `https://:pass@${good}/v1.0/me`,
    `http://${good}/v1.0/me`,
    `http://${bad}/v1.0/me`,
    `//${bad}/v1.0/me`,
    `\\\\${bad}\\v1.0\\me`,
    `https:\\\\${bad}/v1.0/me`,
    `https:${bad}/v1.0/me`,
    `https://127.0.0.1:${trap.port}/v1.0/me`,
    `https://127.1:${trap.port}/v1.0/me`,
    `https://2130706433:${trap.port}/v1.0/me`,
    `https://0x7f000001:${trap.port}/v1.0/me`,
    `https://[::1]:${trap.port}/v1.0/me`,
    `https://[::ffff:127.0.0.1]:${trap.port}/v1.0/me`,
    `https://169.254.169.254/metadata/instance`,
    `https://[fd00:ec2::254]/latest/meta-data`,
    `https://localhost.:${graph.port}/v1.0/me`,
    `https://${good}.evil.test/v1.0/me`,
    `https://graph.microsoft.com/v1.0/me`,
    `https://graph.microsoft.com.evil.test/v1.0/me`,
    `https://localhost/v1.0/me`,
    `https://${good}/beta/me`,
    `https://${good}/v1.0`,
    `https://${good}/v1.0x/me`,
    `https://${good}/v1.0/../beta/me`,
    `https://${good}/v1.0/%2e%2e/beta/me`,
    `https://${good}/v1.0/.%2E\\beta/me`,
    `https://${good}/v1.0/me#fragment`,
    "/v1.0/me",
    "ftp://localhost/v1.0/me",
    "file:///etc/passwd",
    "data:application/json,{}",
    "javascript:alert(1)",
    "",
    "\0",
  ];
}

describe("T10: a next link", () => {
  it("that leads anywhere but to Graph's v1.0 is not followed", async () => {
    const links = hostileLinks();
    expect(links.length).toBeGreaterThanOrEqual(30);
    const door = test.door();
    for (const link of links) {
      const outcome = await door.nextPage(link, z.unknown()).catch((error: unknown) => error);
      expect(outcome, link).toBeInstanceOf(Error);
    }
    expect(graph.requests).toEqual([]);
    expect(trap.connections()).toBe(0);
  });

  it("is logged when refused, without its text", async () => {
    await test
      .door()
      .nextPage(`https://localhost:${trap.port}/v1.0/canary`, z.unknown())
      .catch(() => undefined);
    expect(test.log.text()).toContain("leads away from Graph");
    expect(test.log.text()).not.toContain("canary");
  });

  it("to Graph is followed to the letter", async () => {
    const tail = "/v1.0/users('a%40b')/messages?$skiptoken=a%2Fb%2B%3D&%24top=10&$select=id,subject";
    await test.door().nextPage(graph.origin + tail, z.unknown());
    expect(graph.requests[0]?.url).toBe(tail);
    expect(graph.requests[0]?.headers.authorization).toBe("Bearer secret-graph-token");
  });
});

describe("T10: a download's redirect", () => {
  it("that leads to a host which is not allowed is not followed", async () => {
    const more = [
      `https://contoso.sharepoint.com:${trap.port}/file`,
      "http://contoso.sharepoint.com/file",
      "https://sharepoint.com.evil.test/file",
      "https://evilsharepoint.com/file",
      "https://contoso.sharepoint.com.:443/file",
      "https://user@contoso.sharepoint.com/file",
      "https://contoso.sharepoint.com@evil.test/file",
      "https://evil.test\\.sharepoint.com/file",
      "https://evil.test#.sharepoint.com/file",
      "https://evil.test?.sharepoint.com",
      "https://evil.test%2f.sharepoint.com/file",
      "https://sharepoint.com%00.evil.test/",
      "https://xn--sharepoint.com/",
    ];
    for (const link of [...hostileLinks(), ...more]) {
      location = link.replace(/[\0\r\n]/g, "");
      const outcome = await download().catch((error: unknown) => error);
      expect(outcome, link).toMatchObject({ name: "AddressRefused", message: expect.stringContaining("not allowed") });
    }
    expect(trap.connections()).toBe(0);
    expect(storage.requests).toEqual([]);
    expect(graph.requests.every(({ url }) => url.endsWith("/content"))).toBe(true);
  });

  it.each(Object.keys(addresses))(
    "is not followed where an allowed name has an address that is not public: %s",
    async (name) => {
      location = `https://${name}/file`;
      await expect(download()).rejects.toThrow(/not public/);
      expect(test.log.text()).not.toContain(name);
    },
  );

  it("is checked where it is connected to, so that DNS can't change its mind in between", async () => {
    const connectTo = (entries: readonly string[]) => {
      const connect = createDownloadConnector(createDownloadHosts(entries), lookup);
      const target = { hostname: "rebound.sharepoint.com", protocol: "https:", port: String(storage.port) };
      return new Promise((resolve) =>
        connect(target, (error, socket) => {
          socket?.destroy();
          resolve(error);
        }),
      );
    };
    const before = storage.connections();
    expect(await connectTo(["sharepoint.com"])).toMatchObject({ name: "AddressRefused" });
    expect(storage.connections()).toBe(before);
    await connectTo([`rebound.sharepoint.com:${storage.port}`]);
    expect(storage.connections()).toBe(before + 1);
  });

  it("is followed to an allowed host without the token or anything else of the request", async () => {
    location = `${storage.origin}/file?tempauth=secret`;
    const { bytes, mediaType } = await download();
    expect(Buffer.from(bytes).toString()).toBe("content");
    expect(mediaType).toBe("text/plain");
    expect(graph.requests[0]?.headers.authorization).toBeDefined();
    expect(storage.requests[0]?.headers).toEqual({
      accept: "*/*",
      connection: "keep-alive",
      host: new URL(storage.origin).host,
      "user-agent": graph.requests[0]?.headers["user-agent"],
    });
    expect(storage.requests[0]?.headers["user-agent"]).toMatch(/^ISV\|m365-connector\|m365-connector\/[\d.]+$/);
    expect(test.log.text()).not.toContain("tempauth");
  });

  it("is saved where the item came with its link, to an allowed host, without the token", async () => {
    const link = `${storage.origin}/file?tempauth=secret`;
    const { bytes } = await download({ link });
    expect(Buffer.from(bytes).toString()).toBe("content");
    expect(graph.requests).toEqual([]);
    expect(storage.requests[0]?.headers.authorization).toBeUndefined();
    expect(test.log.text()).not.toContain("tempauth");
  });

  it("is asked for where the item's link leads elsewhere or is refused", async () => {
    location = `${storage.origin}/file`;
    const refused = [401, 403, 404, 410].map((status) => `${storage.origin}/refused/${status}`);
    for (const link of [...hostileLinks(), ...refused]) {
      const { bytes } = await download({ link });
      expect(Buffer.from(bytes).toString(), link).toBe("content");
    }
    expect(graph.requests).toHaveLength(hostileLinks().length + refused.length);
    expect(trap.connections()).toBe(0);
  });

  it.each([
    [401, "unavailable", /^The link to the file's content has expired\. Try again\.$/],
    [403, "forbidden", /refuses the download.*open the file by its address/],
    [404, "not_found", /no longer where Microsoft 365 said.*Search for the file again/],
    [410, "not_found", /no longer where Microsoft 365 said.*Search for the file again/],
    [429, "rate_limited", /limits the rate of requests\. Try again in 10 seconds/],
    [500, "unavailable", /^The server that stores the file is not answering at the moment\. Try again in 30 seconds/],
  ])("is told in words of its own when the host answers %i", async (status, code, message) => {
    location = `${storage.origin}/refused/${status}`;
    await expect(download()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it("is followed three times and not a fourth", async () => {
    location = `${storage.origin}/file?hops=2`;
    await expect(download()).resolves.toBeDefined();
    location = `${storage.origin}/file?hops=3`;
    await expect(download()).rejects.toThrow(/too often/);
  });
});
