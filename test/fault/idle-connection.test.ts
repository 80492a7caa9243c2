import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Stack, startStack } from "#test/support/stack.ts";

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ workers: 0 });
});
afterAll(() => stack.stop());

test("a gateway closes a connection on which nothing comes for 65 s after an answer, and not before", async () => {
  const { mcpUrl } = stack.gateways[0];
  const socket = connect(Number(new URL(mcpUrl).port), "127.0.0.1");
  let answeredAtMs = 0;
  socket.on("data", () => {
    answeredAtMs = performance.now();
  });
  socket.write("GET /mcp HTTP/1.1\r\nHost: a\r\n\r\n");
  await once(socket, "close");
  expect(performance.now() - answeredAtMs).toBeGreaterThan(60_000);
});
