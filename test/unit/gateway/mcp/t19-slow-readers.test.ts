// T19: a client that doesn't read its answer — disconnected, so that no answer stays in memory.

import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { fastify } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { type ReaderLimits, readerLimits } from "#gateway/mcp/cut-off-slow-reader.ts";
import { createOutputSplice } from "#gateway/mcp/output-splice.ts";
import { keepAliveMs, sendResponse } from "#gateway/mcp/send-response.ts";

/** More than the buffers of both ends hold. */
const answerBytes = 48_000_000;
const chunk = Buffer.alloc(1_000_000, "a");

const answers: Readonly<Record<string, () => Response>> = {
  "one piece of JSON": () =>
    new Response(Buffer.alloc(answerBytes, "a"), { headers: { "content-type": "application/json" } }),
  "an event stream": () => {
    let left = answerBytes / chunk.length;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(chunk);
        left -= 1;
        if (left === 0) controller.close();
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  },
};

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A client that has asked, and has not read anything yet. */
async function ask(answer: () => Response, limits: ReaderLimits): Promise<Socket> {
  const app = fastify();
  app.get("/", (_request, reply) =>
    sendResponse({
      reply,
      served: Promise.resolve(answer()),
      splice: createOutputSplice(),
      hold: undefined,
      onRefusal: () => reply,
      limits,
    }),
  );
  await app.listen({ port: 0, host: "127.0.0.1" });
  const socket = connect((app.server.address() as AddressInfo).port, "127.0.0.1").pause();
  socket.on("error", () => undefined);
  closers.push(async () => {
    socket.destroy();
    await app.close();
  });
  await once(socket, "connect");
  socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  // The server's side of this connection.
  const [served] = await new Promise<Socket[]>((resolve) => {
    app.server.once("request", ({ socket: theirs }) => resolve([theirs]));
  });
  if (served === undefined) throw new Error("there is no connection");
  return Object.assign(socket, { served });
}

const servedOf = (socket: Socket) => (socket as Socket & { served: Socket }).served;

/** Reads on until the end: `pauseMs` after each bit. Resolves to how much came. */
async function read(socket: Socket, pauseMs: number): Promise<number> {
  let bytes = 0;
  while (!socket.destroyed && bytes < answerBytes) {
    const bit: Buffer | null = socket.read();
    bytes += bit?.length ?? 0;
    await (bit === null ? Promise.race([once(socket, "readable"), once(socket, "close")]) : delay(pauseMs));
  }
  return bytes;
}

describe.each(Object.entries(answers))("a client to which %s is sent", (_, answer) => {
  test("is disconnected when it reads nothing", async () => {
    const socket = await ask(answer, { stallMs: 300, behindMs: 3_600_000 });
    await once(servedOf(socket), "close");
    expect(await read(socket, 0)).toBeLessThan(answerBytes);
  });

  test("is disconnected when it reads a little now and then, but never all that was sent", async () => {
    const socket = await ask(answer, { stallMs: 3_600_000, behindMs: 600 });
    expect(await read(socket, 20)).toBeLessThan(answerBytes);
  });

  test("gets everything when it reads on", async () => {
    const socket = await ask(answer, { stallMs: 10_000, behindMs: 60_000 });
    expect(await read(socket, 0)).toBeGreaterThan(answerBytes);
  });
});

test("a client that reads hears from a silent stream more often than it may be silent", () => {
  expect(keepAliveMs).toBeLessThan(readerLimits.stallMs / 2);
});
