// Ranges come from a host that is not trusted: each must be exactly the one that was asked for, of the same version
// and size, and nothing more is read.

import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type HttpsServer, type SeenRequest, startHttpsServer } from "#test/support/https-server.ts";
import { createTestGraph, type TestGraph } from "./graph-fixture.ts";

const file = Buffer.from(Array.from({ length: 1_000 }, (_, at) => at % 251));
const tag = '"{1},7"';
const content = { path: ["drives", "d", "items", "i", "content"] };
type Respond = (range: { from: number; to: number }, response: ServerResponse, request: SeenRequest) => void;

let graph: HttpsServer;
let storage: HttpsServer;
let test: TestGraph;
let respond: Respond;
let links = 0;

const headersOf = (from: number, to: number) => ({
  etag: tag,
  "content-range": `bytes ${from}-${to - 1}/${file.length}`,
});
const honest: Respond = ({ from, to }, response) =>
  response.writeHead(206, headersOf(from, to)).end(file.subarray(from, to));

beforeAll(async () => {
  graph = await startHttpsServer((_request, response) => {
    links += 1;
    response.writeHead(302, { location: `${storage.origin}/file?link=${links}` }).end();
  });
  storage = await startHttpsServer((request, response) => {
    const [, from = "", to = ""] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    respond({ from: Number(from), to: Number(to) + 1 }, response, request);
  });
  test = createTestGraph({ origin: graph.origin, downloadHosts: [`localhost:${storage.port}`] });
});
beforeEach(() => {
  respond = honest;
  links = 0;
  graph.requests.length = 0;
  storage.requests.length = 0;
});
afterAll(() => Promise.all([test.client.close(), graph.close(), storage.close()]));

const ranges = [
  [0, 100],
  [500, 700],
] as const;
const load = (more: object = {}) => test.door().downloadRanges(content, { ranges, size: file.length, tag, ...more });

describe("ranges of a file", () => {
  it("are loaded from one link, without the user's token, one after the other", async () => {
    expect(await load()).toEqual(Buffer.concat([file.subarray(0, 100), file.subarray(500, 700)]));
    expect(graph.requests).toHaveLength(1);
    expect(graph.requests[0]?.headers).not.toHaveProperty("range");
    expect(storage.requests.map(({ headers }) => headers.range).toSorted()).toEqual(["bytes=0-99", "bytes=500-699"]);
    expect(storage.requests.some(({ headers }) => "authorization" in headers)).toBe(false);
  });

  it("take the link that came with the item, and save asking Graph", async () => {
    expect(await load({ link: `${storage.origin}/file?link=item` })).toHaveLength(300);
    expect(graph.requests).toHaveLength(0);
  });

  it("are asked for by another link where one works only once, or leads to a host that is not allowed", async () => {
    const used = new Set<string>();
    respond = (range, response, request) => {
      if (used.has(request.url)) return response.writeHead(401).end();
      used.add(request.url);
      return honest(range, response, request);
    };
    expect(await load()).toHaveLength(300);
    expect(graph.requests).toHaveLength(2);
    expect(await load({ link: "https://evil.example/file" })).toHaveLength(300);
  });

  it.each<[string, Respond]>([
    ["the whole file", (_range, response) => response.writeHead(200, { etag: tag }).end(file)],
    ["an endless file", (_range, response) => response.writeHead(200, { etag: tag }).end(Buffer.alloc(3_000_000))],
    [
      "another range",
      ({ from, to }, response) =>
        response.writeHead(206, headersOf(from + 1, to + 1)).end(file.subarray(from + 1, to + 1)),
    ],
    [
      "fewer bytes than it says",
      ({ from, to }, response) => response.writeHead(206, headersOf(from, to)).end(file.subarray(from, to - 1)),
    ],
    [
      "more bytes than it says",
      ({ from, to }, response) => response.writeHead(206, headersOf(from, to)).end(file.subarray(from, to + 1)),
    ],
    [
      "a file of another size",
      ({ from, to }, response) =>
        response
          .writeHead(206, { etag: tag, "content-range": `bytes ${from}-${to - 1}/2000` })
          .end(file.subarray(from, to)),
    ],
    [
      "another version",
      ({ from, to }, response) =>
        response.writeHead(206, { ...headersOf(from, to), etag: '"{1},8"' }).end(file.subarray(from, to)),
    ],
    [
      "no version",
      ({ from, to }, response) =>
        response.writeHead(206, { "content-range": headersOf(from, to)["content-range"] }).end(file.subarray(from, to)),
    ],
    ["no place", ({ from, to }, response) => response.writeHead(206, { etag: tag }).end(file.subarray(from, to))],
    [
      "several parts",
      ({ from, to }, response) =>
        response
          .writeHead(206, { etag: tag, "content-type": "multipart/byteranges; boundary=x" })
          .end(file.subarray(from, to)),
    ],
    [
      "packed bytes",
      ({ from, to }, response) =>
        response.writeHead(206, { ...headersOf(from, to), "content-encoding": "gzip" }).end(file.subarray(from, to)),
    ],
    ["that there is no such range", (_range, response) => response.writeHead(416).end()],
    ["an error page", (_range, response) => response.writeHead(200, { "content-type": "text/html" }).end("sorry")],
  ])("are not taken from a host that answers one of them with %s", async (_what, answer) => {
    respond = (range, response, request) => (range.from === 500 ? answer : honest)(range, response, request);
    expect(await load()).toBeUndefined();
  });

  it("are not taken from a host that ignores ranges and whose links work only once", async () => {
    const used = new Set<string>();
    respond = (_range, response, request) => {
      const isNew = !used.has(request.url);
      used.add(request.url);
      return isNew ? response.writeHead(200, { etag: tag }).end(file) : response.writeHead(401).end();
    };
    expect(await load()).toBeUndefined();
  });

  it.each<[string, Respond, "undefined" | "an error"]>([
    ["is of another version", (_range, response) => response.writeHead(206, { etag: '"2"' }).end(), "undefined"],
    ["leads elsewhere", (_range, res) => res.writeHead(302, { location: "https://evil.example" }).end(), "an error"],
  ])("are given up when one of them %s", { timeout: 10_000 }, async (_what, answer, outcome) => {
    const hanging = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    respond = (range, response, request) => {
      if (range.from === 700) {
        response.on("close", closed.resolve);
        return hanging.resolve();
      }
      if (range.from === 500) return void hanging.promise.then(() => answer(range, response, request));
      return honest(range, response, request);
    };
    const three = [...ranges, [700, 800]] as const;
    const loading = load({ ranges: three }).catch(() => "an error");
    expect((await loading) ?? "undefined").toBe(outcome);
    await closed.promise;
  });

  it("stay on the allowed hosts when the download host redirects", async () => {
    respond = (_range, response) => response.writeHead(302, { location: "https://evil.example/file" }).end();
    await expect(load()).rejects.toMatchObject({ name: "AddressRefused" });
  });

  it("are not loaded where Graph gives the bytes itself", async () => {
    const direct = await startHttpsServer((_request, response) => response.writeHead(200).end(file));
    const own = createTestGraph({ origin: direct.origin, downloadHosts: [] });
    expect(await own.door().downloadRanges(content, { ranges, size: file.length, tag })).toBeUndefined();
    await Promise.all([own.client.close(), direct.close()]);
  });
});
