// T19: slowloris and half-open requests — closed within 15 s, while other callers are served.

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { metricValue } from "#test/support/metric-values.ts";
import { postMessage } from "#test/support/raw-mcp.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";

/** As many as there are of the three kinds. */
const slowEach = 200;
const promisedMs = 15_000;
/** As `gateway/app.ts` has it. */
const maxConnections = 2_000;

let stack: SharedStack;
/** Of the slow senders' person, and of another. */
let token: string;
let othersToken: string;

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  token = await stack.fake.control.mintToken();
  const [other] = await membersWithMail(stack.fake, 1);
  othersToken = await stack.fake.control.mintToken({ userId: other.id });
});

const { hostname, port } = { hostname: "127.0.0.1", port: () => Number(new URL(stack.gateways[0].mcpUrl).port) };

async function open(): Promise<Socket> {
  const socket = connect(port(), hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.resume();
  return socket;
}

/** Sends one byte every second until the server has had enough. Resolves to the milliseconds that took. */
async function drip(head: string): Promise<number> {
  const socket = await open();
  const since = Date.now();
  socket.write(head);
  const timer = setInterval(() => socket.write("a"), 1_000);
  // A reset is a way of being cut off, too; `once` would reject with it.
  await new Promise((resolve) => socket.once("close", resolve));
  clearInterval(timer);
  return Date.now() - since;
}

async function ping(bearer = othersToken, url = stack.gateways[0].mcpUrl): Promise<Response> {
  const response = await postMessage("legacy", { id: 1, method: "ping" }, { url, token: bearer });
  await response.arrayBuffer();
  return response;
}

const headers = () =>
  `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${port()}\r\nAuthorization: Bearer ${token}\r\nContent-Type: ` +
  "application/json\r\n";

test(`${3 * slowEach} slow senders are cut off within 15 s, and good callers don't notice`, async () => {
  const slow = Promise.all(
    Array.from({ length: slowEach }, () => [
      drip("POST /mcp HTTP/1.1\r\nHost: a\r\nX-Slow: "),
      drip(`${headers()}Content-Length: 60000\r\n\r\n{`),
      drip("P"),
    ]).flat(),
  );
  let isOver = false;
  const over = slow.then(() => {
    isOver = true;
  });
  let answered = 0;
  let slowestPingMs = 0;
  while (!isOver) {
    const sinceMs = performance.now();
    expect((await ping()).status).toBe(200);
    answered += 1;
    slowestPingMs = Math.max(slowestPingMs, performance.now() - sinceMs);
    await delay(50); // what they notice is no matter of how many there are
  }
  await over;
  expect(answered).toBeGreaterThan(10);
  // A busy machine is late with everything, as the good callers see.
  for (const ms of await slow) expect(ms).toBeLessThan(promisedMs + slowestPingMs);
});

// proves A23
test("a client that sends thousands of requests in one go, and waits for no answer, is cut off", async () => {
  const { opsUrl } = stack.gateways[0];
  const residentBefore = await metricValue(opsUrl, "process_resident_memory_bytes");
  const socket = await open();
  socket.write("GET /mcp HTTP/1.1\r\nHost: a\r\n\r\n".repeat(20_000));
  await new Promise((resolve) => socket.once("close", resolve));
  const grownBytes = (await metricValue(opsUrl, "process_resident_memory_bytes")) - residentBefore;
  expect(grownBytes).toBeLessThan(32_000_000);
});

test("headers of more than 24 kB are refused", async () => {
  const socket = await open();
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.write(`${headers()}X-Long: ${"a".repeat(30_000)}\r\n\r\n`);
  await new Promise((resolve) => socket.once("close", resolve));
  expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 431 /);
});

test("the connections of a gateway are limited, and serve again when others have gone", async () => {
  const answered = new Set<Socket>();
  let closedUnanswered = 0;
  // On a slow machine, connections that were answered first are idle for long enough to be closed before all are open.
  const answeredAndOpen = () => [...answered].filter(({ closed }) => !closed).length;
  const sockets = Array.from({ length: maxConnections + 200 }, () => {
    const socket = connect(port(), hostname);
    socket.on("error", () => undefined);
    socket.once("data", () => answered.add(socket));
    socket.once("close", () => {
      if (!answered.has(socket)) closedUnanswered += 1;
    });
    socket.write("GET /mcp HTTP/1.1\r\nHost: a\r\n\r\n");
    return socket;
  });
  try {
    const isOver = () => answered.size + closedUnanswered >= sockets.length;
    await until("all connections to be answered or closed", isOver, 30_000);
    await expect.poll(answeredAndOpen).toBeLessThanOrEqual(maxConnections);
    expect(answered.size).toBeGreaterThan(maxConnections / 2);
    expect(closedUnanswered).toBeGreaterThan(0);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  await expect.poll(() => ping().catch(() => undefined)).toMatchObject({ status: 200 });
});

// proves A22
test("a person who sends too fast is told when to come back, and nobody else is", async () => {
  const { mcpUrl } = await stack.startGateway({ MAX_REQUEST_RATE_PER_USER: "1" });
  const answers = await Promise.all(Array.from({ length: 40 }, () => ping(token, mcpUrl)));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(40);
  for (const { headers } of refused) expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await ping(othersToken, mcpUrl)).status).toBe(200);
});
