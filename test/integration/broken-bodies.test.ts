// T18: oversized, deeply nested, duplicated, poisoned, batched, badly encoded or compressed bodies — refused before any
// work is done, in bounded memory.

import { gzipSync } from "node:zlib";
import { expect } from "vitest";
import { metricValue } from "#test/support/metric-values.ts";
import { runs } from "#test/support/property-runs.ts";
import { test } from "#test/support/shared-stack.ts";
import type { GatewayProcess } from "#test/support/stack.ts";

let gateway: GatewayProcess;
let token: string;

test.beforeAll(async ({ stack }) => {
  [gateway] = stack.gateways;
  token = await stack.fake.control.mintToken();
});

function post(body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(gateway.mcpUrl, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${token}`,
      ...headers,
    },
    body: new Uint8Array(Buffer.from(body)),
  });
}

const bodies = runs(10_000);
const listTools = '{"jsonrpc":"2.0","id":1,"method":"tools/list"';
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

const broken: [string, string | Buffer, Record<string, string>, number][] = [
  ["a body of more than 64 kB", `${listTools},"params":{"x":"${"a".repeat(70_000)}"}}`, {}, 413],
  ["an empty body", "", {}, 400],
  ["half a body", listTools, {}, 400],
  ["a body that is no JSON", "tools/list", {}, 400],
  ["bytes that are no UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), {}, 400],
  ["a body nested 21 deep", `${listTools},"params":${nested(21)}}`, {}, 400],
  ["a body nested 10,000 deep", `${listTools},"params":${nested(10_000)}}`, {}, 400],
  ["a body with __proto__", `${listTools},"params":{"__proto__":{"isAdmin":true}}}`, {}, 400],
  ["a body with constructor.prototype", `${listTools},"params":{"constructor":{"prototype":{"x":1}}}}`, {}, 400],
  ["a batch", `[${listTools}}]`, {}, 400],
  ["a batch of 1,000", `[${Array(1_000).fill('{"jsonrpc":"2.0","id":1,"method":"ping"}').join(",")}]`, {}, 400],
  ["a JSON text that is no object", '"tools/list"', {}, 400],
  ["null", "null", {}, 400],
  ["a message of another protocol", '{"method":"tools/list"}', {}, 400],
  ["a compressed body", gzipSync(`${listTools}}`), { "content-encoding": "gzip" }, 415],
  ["a body that claims to be compressed", `${listTools}}`, { "content-encoding": "br" }, 415],
  ["a form", "a=b", { "content-type": "application/x-www-form-urlencoded" }, 415],
  ["plain text", `${listTools}}`, { "content-type": "text/plain" }, 415],
];

test.each(broken)("%s is refused", async (_title, body, headers, status) => {
  const response = await post(body, headers);
  expect(response.status).toBe(status);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ jsonrpc: "2.0", id: null, error: { code: expect.any(Number) } });
  expect(text).not.toMatch(/at \w+|node_modules|Fastify|FST_/);
});

test("a key that comes twice counts once, as JSON.parse reads it: the last", async () => {
  const response = await post('{"jsonrpc":"2.0","id":1,"method":"tools/call","method":"ping"}');
  expect(response.status).toBe(200);
});

// proves A26
test(`${bodies} broken bodies leave less than 32 MB in memory, and a good one is answered afterwards`, async () => {
  /** Sends bodies and gives the least that the heap held meanwhile: what is left when it has been collected. */
  const leastHeapMb = async (count: number) => {
    let least = Number.POSITIVE_INFINITY;
    for (let sent = 0; sent < count; sent += 50) {
      await Promise.all(
        Array.from({ length: 50 }, async (_, index) => {
          const [, body, headers] = broken[(sent + index) % broken.length] ?? ["", "", {}];
          await (await post(body, headers)).arrayBuffer();
        }),
      );
      if (sent % 250 !== 0) continue;
      const heap = await metricValue(gateway.opsUrl, "nodejs_heap_size_used_bytes");
      const external = await metricValue(gateway.opsUrl, "nodejs_external_memory_bytes");
      least = Math.min(least, (heap + external) / 2 ** 20);
    }
    return least;
  };
  const before = await leastHeapMb(bodies / 4);
  expect((await leastHeapMb(bodies)) - before).toBeLessThan(32);
  expect((await post(`${listTools}}`)).status).toBe(200);
}, 300_000);
