import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fastify } from "fastify";
import { request } from "undici";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { ToolError } from "#common/errors.ts";
import { createHttpAnswer, type HttpAnswer, keepAliveMs } from "#gateway/mcp/transport/http-answer.ts";

const json = [Buffer.from('{"a":'), Buffer.from('"珈琲"}')];
const whole = '{"a":"珈琲"}';
const refusal = new ToolError("sign_in_required", "Sign in.");

beforeEach(() => vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => vi.useRealTimers());

/** Asks a server whose answer is `held` or kept alive, and hands it to the test. */
async function ask(options: { isHeld?: boolean; isKeptAlive?: boolean } = {}) {
  const { isHeld = false, isKeptAlive = false } = options;
  const { promise, resolve } = Promise.withResolvers<{ answer: HttpAnswer; raw: ServerResponse }>();
  const app = fastify();
  app.get("/", (_request, reply) => {
    reply.header("access-control-allow-origin", "https://app.example");
    const answer = createHttpAnswer({
      reply,
      isHeld,
      isKeptAlive,
      sendRefusal: ({ code }) => reply.code(401).send({ code }),
    });
    resolve({ answer, raw: reply.raw });
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => app.close());
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/`;
  const received = request(url).then(async ({ body, ...head }) => ({ ...head, text: await body.text() }));
  received.catch(() => undefined);
  return { ...(await promise), received };
}

describe("the answer to a request", () => {
  it("is one piece of JSON with its length and the headers of its reply", async () => {
    const { answer, received } = await ask();
    answer.end(json);
    const { statusCode, headers, text } = await received;
    expect([statusCode, text]).toEqual([200, whole]);
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(whole)),
      "access-control-allow-origin": "https://app.example",
    });
  });

  it("is an event stream from its first event on, with the last message as its last event", async () => {
    const { answer, received } = await ask();
    answer.sendEvent([Buffer.from("1")]);
    answer.end(json, 404);
    const { statusCode, headers, text } = await received;
    expect([statusCode, text]).toEqual([200, `event: message\ndata: 1\n\nevent: message\ndata: ${whole}\n\n`]);
    expect(headers).toMatchObject({
      "content-type": "text/event-stream",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      "access-control-allow-origin": "https://app.example",
    });
  });

  it("goes on with keep-alives once it is a stream, until its end", async () => {
    const { answer, received } = await ask();
    vi.advanceTimersByTime(10 * keepAliveMs);
    answer.sendEvent([Buffer.from("1")]);
    vi.advanceTimersByTime(2 * keepAliveMs);
    answer.end(json);
    vi.advanceTimersByTime(10 * keepAliveMs);
    const { text } = await received;
    expect(text).toBe(`event: message\ndata: 1\n\n: keepalive\n\n: keepalive\n\nevent: message\ndata: ${whole}\n\n`);
  });

  it("becomes a stream by a keep-alive where clients expect one", async () => {
    const { answer, received } = await ask({ isKeptAlive: true });
    vi.advanceTimersByTime(keepAliveMs);
    answer.end(json);
    expect((await received).text).toBe(`: keepalive\n\nevent: message\ndata: ${whole}\n\n`);
  });

  it("has one end: what comes later is dropped", async () => {
    const { answer, received } = await ask();
    answer.end(json);
    answer.end([Buffer.from("again")]);
    answer.sendEvent([Buffer.from("again")]);
    expect((await received).text).toBe(whole);
  });

  it("writes nothing more to a client that has gone", async () => {
    const { answer, raw, received } = await ask({ isKeptAlive: true });
    answer.abandon();
    vi.advanceTimersByTime(10 * keepAliveMs);
    answer.sendEvent(json);
    answer.end(json);
    expect(raw.headersSent).toBe(false);
    raw.destroy();
    await Promise.allSettled([received, once(raw, "close")]);
  });
});

describe("an answer that is held", () => {
  it("is replaced by the refusal, however late that comes, and then stays so", async () => {
    const { answer, raw, received } = await ask({ isHeld: true, isKeptAlive: true });
    vi.advanceTimersByTime(10 * keepAliveMs);
    expect([answer.isHeld(), raw.headersSent]).toEqual([true, false]);
    expect(answer.refuse(refusal)).toBe(true);
    answer.end(json);
    vi.advanceTimersByTime(10 * keepAliveMs);
    const { statusCode, text } = await received;
    expect([statusCode, text]).toEqual([401, '{"code":"sign_in_required"}']);
    expect(answer.refuse(refusal)).toBe(false);
  });

  it("may be started by a keep-alive after its release, and then tells a refusal itself", async () => {
    const { answer, received } = await ask({ isHeld: true, isKeptAlive: true });
    answer.release();
    expect([answer.isHeld(), answer.refuse(refusal)]).toEqual([false, false]);
    vi.advanceTimersByTime(keepAliveMs);
    answer.end(json);
    const { statusCode, text } = await received;
    expect([statusCode, text]).toEqual([200, `: keepalive\n\nevent: message\ndata: ${whole}\n\n`]);
  });

  it("is no longer held once an event has started it", async () => {
    const { answer, received } = await ask({ isHeld: true });
    answer.sendEvent([Buffer.from("1")]);
    answer.release();
    expect([answer.isHeld(), answer.refuse(refusal)]).toEqual([false, false]);
    answer.end(json);
    expect((await received).statusCode).toBe(200);
  });

  it("is not held once it is whole", async () => {
    const { answer, received } = await ask({ isHeld: true });
    answer.end(json);
    expect(answer.refuse(refusal)).toBe(false);
    expect((await received).text).toBe(whole);
  });
});
