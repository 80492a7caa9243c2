// Each way in which an exchange can end, with a server that writes what the test says, byte by byte.

import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import { createServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { BodyTooLargeError } from "#common/read-at-most.ts";
import { dispatchRequest, type HttpExchange } from "#workers/graph/graph-attempt.ts";
import { direct, openConnections } from "#workers/open-connections.ts";
import { networkErrorCode } from "#workers/resilience/attempt-failure.ts";

type Respond = (socket: Socket, path: string) => unknown;

const maxBytes = 1_000;
const ok = (body: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
const chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

/** A server that answers each request as the test says, and a way to ask it over at most so many connections. */
async function serve(respond: Respond, connections = 4) {
  const asked: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      const [, path = ""] = /^\w+ (\S+) HTTP/.exec(bytes.toString("latin1")) ?? [];
      asked.push(path);
      respond(socket, path);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" && address?.port}`;
  const dispatcher = openConnections(direct, { connections });
  onTestFinished(async () => {
    await dispatcher.destroy();
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  function ask(path = "/", changes: Partial<HttpExchange> = {}, given?: AbortSignal) {
    const over = new AbortController();
    const begun: IncomingHttpHeaders[] = [];
    const request: HttpExchange = { dispatcher, origin, path, method: "GET", headers: {}, maxBytes, ...changes };
    const onBegun = (headers: IncomingHttpHeaders) => void begun.push(headers);
    const answer = dispatchRequest(request, { signal: given ?? over.signal, onBegun });
    const failure = answer.then(
      () => undefined,
      (error: unknown) => error,
    );
    return { answer, failure, begun, giveUp: () => over.abort() };
  }
  const untilAsked = (times: number) => expect.poll(() => asked.length, { timeout: 10_000 }).toBe(times);
  return { ask, asked, sockets, untilAsked, dispatcher };
}

const closed = (socket: Socket | undefined) =>
  expect.poll(() => socket?.readableEnded || socket?.destroyed, { timeout: 10_000 }).toBe(true);

describe("an exchange gives the answer", () => {
  it("whole, in whatever pieces it comes, and whatever its status", async () => {
    const { ask } = await serve(async (socket) => {
      for (const part of ["HTTP/1.1 503 No", "\r\nX-A: 1\r\ncontent-length: 6\r\n\r\n", "ab", "cd", "ef"]) {
        socket.write(part);
        await new Promise(setImmediate);
      }
    });
    const { answer, begun } = ask();
    const headers = { "x-a": "1", "content-length": "6" };
    expect(await answer).toEqual({ status: 503, headers, body: Buffer.from("abcdef") });
    expect(begun).toEqual([headers]);
  });

  it.each([
    ["without a body", "HTTP/1.1 204 No Content\r\n\r\n", 204, ""],
    ["of no declared length, to the end of the connection", "HTTP/1.1 200 OK\r\n\r\nall", 200, "all"],
    ["in chunks, with a trailer", `${chunked}3\r\nall\r\n0\r\nx-end: 1\r\n\r\n`, 200, "all"],
    ["after interim ones", `HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 102 P\r\n\r\n${ok("all")}`, 200, "all"],
    ["of exactly as many bytes as it may have", ok("x".repeat(maxBytes)), 200, "x".repeat(maxBytes)],
    [
      "that redirects, which it does not follow",
      "HTTP/1.1 302 F\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n",
      302,
      "",
    ],
  ])("%s", async (_what, text, status, body) => {
    const { ask, asked } = await serve((socket) => socket.end(text));
    const { answer, begun } = ask();
    expect(await answer).toMatchObject({ status, body: Buffer.from(body) });
    expect(begun).toHaveLength(1);
    expect(asked).toEqual(["/"]);
  });

  const gzip = { headers: { "accept-encoding": "gzip" } };
  const servePacked = (packed: Buffer) =>
    serve((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`);
      socket.write(packed);
    });

  it("as it came, still packed where that was not asked for", async () => {
    const packed = gzipSync("content");
    const { ask } = await servePacked(packed);
    expect((await ask().answer).body).toEqual(packed);
  });

  it("unpacked where it was asked for, to the largest size and no further", async () => {
    const fits = await servePacked(gzipSync("x".repeat(maxBytes)));
    expect((await fits.ask("/", gzip).answer).body.toString()).toBe("x".repeat(maxBytes));
    const large = await servePacked(gzipSync("x".repeat(maxBytes + 1)));
    expect(await large.ask("/", gzip).failure).toBeInstanceOf(BodyTooLargeError);
    const broken = await servePacked(gzipSync("content").subarray(0, 20));
    expect(networkErrorCode(await broken.ask("/", gzip).failure)).toBe("Z_BUF_ERROR");
  });
});

describe("an exchange is refused, and its connection closed,", () => {
  it.each([
    ["declares", `HTTP/1.1 200 OK\r\ncontent-length: ${maxBytes + 1}\r\n\r\n${"x".repeat(maxBytes + 1)}`],
    ["gives in chunks", `${chunked}3e9\r\n${"x".repeat(1_001)}\r\n0\r\n\r\n`],
    ["gives after it declared none", `HTTP/1.1 200 OK\r\n\r\n${"x".repeat(maxBytes + 1)}`],
    ["gives at the end of its connection", `HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${"x".repeat(maxBytes + 1)}`],
  ])("when the answer has a byte too much: one that it %s", async (_what, text) => {
    const { ask, sockets } = await serve((socket) => void socket.write(text));
    expect(await ask().failure).toBeInstanceOf(BodyTooLargeError);
    await closed(sockets[0]);
  });

  it("long before the end of an endless answer", async () => {
    let written = 0;
    const { ask, sockets } = await serve((socket) => {
      socket.write(chunked);
      const more = () => {
        written += 1;
        if (written < 10_000 && !socket.destroyed) socket.write(`10000\r\n${"x".repeat(65_536)}\r\n`, more);
      };
      more();
    });
    expect(await ask().failure).toBeInstanceOf(BodyTooLargeError);
    await closed(sockets[0]);
    expect(written).toBeLessThan(1_000);
  });
});

describe("an exchange fails", () => {
  const ends = (text: string) => (socket: Socket) => socket.end(text);
  const writes = (text: string) => (socket: Socket) => socket.write(text);
  const resets = (socket: Socket) => socket.resetAndDestroy();
  const switching = "HTTP/1.1 101 S\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n";
  const short = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort";
  const long = `HTTP/1.1 200 OK\r\nx-a: ${"x".repeat(17_000)}\r\n\r\n`;
  it.each<[string, Respond, string, number]>([
    ["when the connection is closed before an answer", ends(""), "UND_ERR_SOCKET", 0],
    ["when it is reset before an answer", resets, "ECONNRESET", 0],
    ["when the head breaks off", ends("HTTP/1.1 200 OK\r\nx:"), "UND_ERR_SOCKET", 0],
    ["when the body breaks off", ends(`${chunked}5\r\nab`), "UND_ERR_SOCKET", 1],
    ["when the body is shorter than declared", ends(short), "UND_ERR_SOCKET", 1],
    ["when the body is reset", (socket) => socket.write(`${chunked}5\r\nab`, () => resets(socket)), "ECONNRESET", 1],
    ["when the answer is no HTTP", ends("SSH-2.0-OpenSSH_9.6\r\n"), "NOT_HTTP", 0],
    ["when the chunks are no chunks", ends(`${chunked}zz\r\n`), "NOT_HTTP", 1],
    ["when the head is longer than 16 kB", writes(long), "UND_ERR_HEADERS_OVERFLOW", 0],
    ["when the server changes the protocol", writes(switching), "UND_ERR_SOCKET", 0],
  ])("%s, with a code for the log", async (_what, respond, code, heads) => {
    const { ask } = await serve(respond);
    const { failure, begun } = ask();
    expect(networkErrorCode(await failure)).toBe(code);
    expect(begun).toHaveLength(heads);
  });

  it("when nobody listens, and when the connections are closed", async () => {
    const { ask, dispatcher } = await serve((socket) => socket.write(ok("")));
    expect(networkErrorCode(await ask("/", { origin: "http://127.0.0.1:1" }).failure)).toBe("ECONNREFUSED");
    await dispatcher.close();
    expect(networkErrorCode(await ask().failure)).toBe("UND_ERR_DESTROYED");
  });

  it("as a bug of ours, without a code, when it can't be sent as it is", async () => {
    const { ask, asked } = await serve((socket) => socket.write(ok("")));
    for (const changes of [{ headers: { "x-a": "1\r\nx-b: 2" } }, { path: "/a b" }, { headers: { host: "a\nb" } }]) {
      const error = await ask("/", changes).failure;
      expect(error).toBeInstanceOf(Error);
      expect(networkErrorCode(error)).toBeUndefined();
    }
    expect(asked).toEqual([]);
  });
});

describe("an exchange that is given up", () => {
  const isAbort = { name: "AbortError" };

  it("before it begins is not sent", async () => {
    const { ask, asked } = await serve((socket) => socket.write(ok("")));
    expect(await ask("/", { origin: "http://127.0.0.1:1" }, AbortSignal.abort()).failure).toMatchObject(isAbort);
    await ask().answer;
    expect(asked).toHaveLength(1);
  });

  it.each([
    ["before the answer", "", 0],
    ["within the head", "HTTP/1.1 200 OK\r\nx: ", 0],
    ["within the body", `${chunked}5\r\nab`, 1],
  ])("%s ends at once, and its connection is closed", async (_when, text, heads) => {
    const { ask, sockets, untilAsked } = await serve((socket) => void socket.write(text));
    const { failure, giveUp, begun } = ask();
    await untilAsked(1);
    await expect.poll(() => begun.length).toBe(heads);
    giveUp();
    expect(await failure).toMatchObject(isAbort);
    await closed(sockets[0]);
  });

  it("while it waits for a connection ends at once, is never sent and leaves the connection to the next", async () => {
    const held: Socket[] = [];
    const respond: Respond = (socket, path) => (path === "/held" ? held.push(socket) : socket.write(ok(path)));
    const { ask, asked, sockets, untilAsked } = await serve(respond, 1);
    const first = ask("/held");
    await untilAsked(1);
    const second = ask("/given-up");
    const third = ask("/third");
    second.giveUp();
    expect(await second.failure).toMatchObject(isAbort);
    held[0]?.write(ok("first"));
    expect((await first.answer).body.toString()).toBe("first");
    expect((await third.answer).body.toString()).toBe("/third");
    expect(asked).toEqual(["/held", "/third"]);
    expect(sockets).toHaveLength(1);
  });

  it("while its connection is being made is not sent", async () => {
    const { ask, asked } = await serve((socket) => socket.write(ok("")));
    const { failure, giveUp } = ask("/given-up");
    giveUp();
    expect(await failure).toMatchObject(isAbort);
    await ask("/next").answer;
    expect(asked).toEqual(["/next"]);
  });

  it("after its end changes nothing: the connection serves the next", async () => {
    const { ask, sockets } = await serve((socket) => socket.write(ok("")), 1);
    const { answer, giveUp } = ask();
    await answer;
    giveUp();
    await ask().answer;
    expect(sockets).toHaveLength(1);
  });
});
