import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type DocumentNetwork,
  documentNetwork,
  networkBeside,
} from "#gateway/sign-in/clients/documents/document-network.ts";
import { createFindDocument } from "#gateway/sign-in/clients/documents/find-document.ts";
import { loadDocument } from "#gateway/sign-in/clients/documents/load-document.ts";
import { startConnectProxy } from "#test/support/connect-proxy.ts";
import { type HttpsServer, hiddenName, type Respond, sendJson, startHttpsServer } from "#test/support/https-server.ts";
import { type LedConnection, leadHere } from "#test/support/lead-here.ts";
import { until } from "#test/support/until.ts";
import { documentOf, publicAddress } from "./played-documents.ts";

/** The name in the certificate of the server, to which every name leads here. */
const url = "https://localhost/oauth/client.json";
const elsewhere = "https://elsewhere.contoso.example/oauth/client.json";
const addresses = [publicAddress, "2606:2800:220:1::1"];

let server: HttpsServer;
let respond: Respond;
let led: LedConnection[];
let stop: () => void;

beforeAll(async () => {
  server = await startHttpsServer((request, response) => respond(request, response));
});
afterAll(() => server.close());
beforeEach(() => {
  respond = (_request, response) => sendJson(response, documentOf(url));
  server.requests.length = 0;
  ({ led, stop } = leadHere(() => server.port));
});
afterEach(() => {
  stop();
  vi.restoreAllMocks();
});

const signal = () => new AbortController().signal;

/** The real way to a host, and names of the test's: one answer for each look-up. */
const withNames = (...answers: string[][]): DocumentNetwork => ({
  get: documentNetwork.get,
  resolve: async () => answers.shift() ?? [],
});

describe("a request for a document", () => {
  it("goes to the addresses that were checked, and has nothing in it but what it must", async () => {
    const response = await documentNetwork.get(url, { addresses, signal: signal() });
    expect(response.status).toBe(200);
    response.close();
    expect(led).toEqual([{ host: "localhost", addresses }]);
    expect(server.requests).toEqual([
      {
        method: "GET",
        url: "/oauth/client.json",
        headers: {
          host: "localhost",
          accept: "application/json",
          "user-agent": "m365-connector",
          connection: "close",
        },
        body: "",
      },
    ]);
  });

  it("is for the name: a host at that address that is not proven to have it gets nothing", async () => {
    await expect(documentNetwork.get(elsewhere, { addresses, signal: signal() })).rejects.toMatchObject({
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
    expect([led.length, server.requests]).toEqual([1, []]);
  });

  it("follows no redirect", async () => {
    respond = (_request, response) => response.writeHead(302, { location: `${url}?again` }).end();
    const loading = loadDocument(withNames([publicAddress]), url);
    await expect(loading).rejects.toMatchObject({ problem: "document_unreachable" });
    expect(server.requests).toHaveLength(1);
  });

  it("takes no answer with more than 8 kB of headers", async () => {
    respond = (_request, response) => response.writeHead(200, { "x-long": "x".repeat(9_000) }).end("{}");
    await expect(documentNetwork.get(url, { addresses, signal: signal() })).rejects.toMatchObject({
      code: "UND_ERR_HEADERS_OVERFLOW",
    });
  });

  it("closes the connection of an answer that is not read to its end", async () => {
    const closed = Promise.withResolvers<void>();
    respond = (_request, response) => {
      response.on("close", closed.resolve);
      response.writeHead(500).write("x");
    };
    await expect(loadDocument(withNames([publicAddress]), url)).rejects.toThrow();
    await closed.promise;
  });

  it("tries two addresses of a kind at most", async () => {
    const many = Array.from({ length: 300 }, (_, at) => `93.184.${Math.floor(at / 250)}.${(at % 250) + 1}`);
    const response = await documentNetwork.get(url, { addresses: [...many, "2606:2800:220:1::1"], signal: signal() });
    response.close();
    expect(led).toEqual([{ host: "localhost", addresses: [...many.slice(0, 2), "2606:2800:220:1::1"] }]);
  });

  it("ends when 5 kB have come, whatever was declared and however much follows", async () => {
    const closed = Promise.withResolvers<void>();
    respond = (_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.on("close", closed.resolve);
      const more = () => {
        if (!response.destroyed) response.write(" ".repeat(1_024), () => setImmediate(more));
      };
      more();
    };
    const loading = loadDocument(withNames([publicAddress]), url);
    await expect(loading).rejects.toMatchObject({ problem: "document_unfit" });
    await closed.promise;
  });

  it.each<[string, (response: Parameters<Respond>[1]) => unknown]>([
    ["before the first byte", () => undefined],
    [
      "between two bytes",
      (response) => response.writeHead(200, { "content-type": "application/json" }).write('{"client_id":'),
    ],
  ])("is given up in time by a host that stops %s", async (_what, begin) => {
    const clock = new AbortController();
    vi.spyOn(AbortSignal, "timeout").mockReturnValue(clock.signal);
    const closed = Promise.withResolvers<void>();
    respond = (_request, response) => {
      response.on("close", closed.resolve);
      begin(response);
    };
    const loading = loadDocument(withNames([publicAddress]), url);
    const refused = expect(loading).rejects.toMatchObject({ problem: "document_unreachable" });
    await until("the request", () => server.requests[0]);
    clock.abort();
    await refused;
    await closed.promise;
  });

  it("is given up in time by a host that does not begin to speak TLS", async () => {
    const silent = createServer();
    await once(silent.listen(0, "127.0.0.1"), "listening");
    const address = silent.address();
    stop();
    ({ stop } = leadHere(() => (typeof address === "object" ? address?.port : undefined)));
    const clock = new AbortController();
    const connected = once(silent, "connection");
    const asked = documentNetwork.get(url, { addresses, signal: clock.signal });
    const refused = expect(asked).rejects.toThrow();
    const [socket] = await connected;
    const closed = once(socket, "close");
    socket.on("error", () => undefined).resume();
    clock.abort();
    await refused;
    await closed;
    silent.close();
  });
});

describe("a name", () => {
  it("is looked up once for each fetch: what it is when the connection is made makes no difference", async () => {
    const network = withNames([publicAddress], ["127.0.0.1"]);
    await loadDocument(network, url);
    expect(led).toEqual([{ host: "localhost", addresses: [publicAddress] }]);
    expect(await network.resolve("localhost", signal())).toEqual(["127.0.0.1"]);
  });

  it("that is bound to another address later is judged again, and nobody is connected to", async () => {
    const clock = { now: 0 };
    const network = withNames([publicAddress], ["127.0.0.1"], [publicAddress, "169.254.169.254"]);
    const find = createFindDocument({ network, now: () => clock.now });
    await find(url);
    for (let times = 0; times < 2; times += 1) {
      clock.now += 25 * 3_600_000;
      await expect(find(url)).rejects.toMatchObject({ problem: "document_unreachable" });
    }
    expect([led.length, server.requests.length]).toEqual([1, 1]);
  });

  const answering = (v4: () => Promise<string[]>, v6: () => Promise<string[]>) => {
    vi.spyOn(Resolver.prototype, "resolve4").mockImplementation(v4 as never);
    vi.spyOn(Resolver.prototype, "resolve6").mockImplementation(v6 as never);
    return documentNetwork.resolve("client.contoso.example", signal());
  };
  const none = () => Promise.reject(Object.assign(new Error("queryA ENODATA"), { code: "ENODATA" }));

  it.each<[string, () => Promise<string[]>, () => Promise<string[]>, string[]]>([
    [
      "all of both families",
      async () => ["192.0.2.1", "192.0.2.2"],
      async () => ["::1"],
      ["192.0.2.1", "192.0.2.2", "::1"],
    ],
    ["IPv4 alone", async () => ["192.0.2.1"], none, ["192.0.2.1"]],
  ])("has the addresses that DNS says: %s", async (_what, v4, v6, found) => {
    expect(await answering(v4, v6)).toEqual(found);
  });

  it("whose server does not answer is given up in time", async () => {
    const clock = new AbortController();
    const asked = Promise.withResolvers<string[]>();
    vi.spyOn(Resolver.prototype, "resolve4").mockReturnValue(asked.promise as never);
    vi.spyOn(Resolver.prototype, "resolve6").mockReturnValue(asked.promise as never);
    const cancel = vi.spyOn(Resolver.prototype, "cancel");
    cancel.mockImplementation(() => asked.reject(new Error("ECANCELLED")));
    const found = documentNetwork.resolve("client.contoso.example", clock.signal);
    const refused = expect(found).rejects.toThrow("aborted");
    clock.abort();
    await refused;
    expect(cancel).toHaveBeenCalledOnce();
  });
});

describe("beside a proxy", () => {
  const networkOf = (proxyUrl: string, NO_PROXY: string[] = []) => networkBeside({ HTTPS_PROXY: proxyUrl, NO_PROXY });

  it("a document comes through it, and nobody here looks up a name", async () => {
    stop();
    const proxy = await startConnectProxy({ leadTo: () => server.port });
    const [four, six] = [vi.spyOn(Resolver.prototype, "resolve4"), vi.spyOn(Resolver.prototype, "resolve6")];
    respond = (_request, response) => sendJson(response, documentOf(`https://${hiddenName}/c`));
    const { metadata } = await loadDocument(networkOf(proxy.url), `https://${hiddenName}/c`);
    expect(metadata.name).toBe("Codex");
    expect(proxy.asked).toEqual([`${hiddenName}:443`]);
    expect([four, six].map(({ mock }) => mock.calls)).toEqual([[], []]);
    respond = (_request, response) => response.writeHead(302, { location: "/elsewhere" }).end();
    const refused = loadDocument(networkOf(proxy.url), `https://${hiddenName}/c`);
    await expect(refused).rejects.toMatchObject({ problem: "document_unreachable" });
    await proxy.close();
  });

  it("a host of NO_PROXY is checked and asked directly", async () => {
    const proxy = await startConnectProxy();
    vi.spyOn(Resolver.prototype, "resolve4").mockResolvedValue(["10.0.0.1"]);
    vi.spyOn(Resolver.prototype, "resolve6").mockResolvedValue([]);
    const refused = loadDocument(networkOf(proxy.url, ["localhost"]), url);
    await expect(refused).rejects.toMatchObject({ problem: "document_unreachable" });
    expect(proxy.asked).toEqual([]);
    await proxy.close();
  });
});
