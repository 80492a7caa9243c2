// T19: a client that doesn't read its answer — disconnected, so that no answer stays in memory.

import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { type HttpAnswer, keepAliveMs, type ReaderLimits, readerLimits } from "#gateway/mcp/transport/http-answer.ts";
import { startAnsweringServer } from "./answering-server.ts";

/** More than the buffers of both ends hold. */
const answerBytes = 48_000_000;
const chunk = Buffer.alloc(1_000_000, "a");

const answers: Readonly<Record<string, (answer: HttpAnswer) => void>> = {
  "one piece of JSON": (answer) => answer.end(Array(answerBytes / chunk.length).fill(chunk)),
  "an event stream": (answer) => {
    for (let sent = chunk.length; sent < answerBytes; sent += chunk.length) answer.sendEvent([chunk]);
    answer.end([chunk]);
  },
};

/** A client that has asked, and has not read anything yet; `served` is the server's side of its connection. */
async function ask(
  answer: (answer: HttpAnswer) => void,
  limits: ReaderLimits,
): Promise<{ socket: Socket; served: Socket }> {
  const server = await startAnsweringServer({ "/": answer }, { limits });
  const asked = once(server.app.server, "request");
  const socket = server.ask("/");
  onTestFinished(async () => {
    socket.destroy();
    await server.app.close();
  });
  const [{ socket: served }] = await asked;
  return { socket, served };
}

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
  // proves A24
  test("is disconnected when it reads nothing", async () => {
    const { socket, served } = await ask(answer, { stallMs: 300, behindMs: 3_600_000 });
    await once(served, "close");
    expect(await read(socket, 0)).toBeLessThan(answerBytes);
  });

  // proves A24
  test("is disconnected when it reads a little now and then, but never all that was sent", async () => {
    const { socket } = await ask(answer, { stallMs: 3_600_000, behindMs: 600 });
    expect(await read(socket, 20)).toBeLessThan(answerBytes);
  });

  test("gets everything when it reads on", async () => {
    const { socket } = await ask(answer, { stallMs: 10_000, behindMs: 60_000 });
    expect(await read(socket, 0)).toBeGreaterThan(answerBytes);
  });
});

test("a client that reads hears from a silent stream more often than it may be silent", () => {
  expect(keepAliveMs).toBeLessThan(readerLimits.stallMs / 2);
});
