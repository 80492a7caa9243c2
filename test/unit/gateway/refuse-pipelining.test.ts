import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { fastify } from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { refusePipelining } from "#gateway/connections.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";

const app = fastify();
const { metrics } = createMetrics(gatewayMetrics);
let served: string[];
let refused: string[];
let socket: Socket;

refusePipelining(app, { metrics, audit: { requestRefused: ({ reason }) => refused.push(reason) } });
app.get("/:name", async (request) => {
  served.push(request.url);
  if (request.url === "/first") await once(request.raw.socket, "close");
  return "answer";
});
await app.listen({ port: 0, host: "127.0.0.1" });

const ask = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

async function answer(): Promise<string> {
  let text = "";
  while (!text.endsWith("answer")) text += String((await once(socket, "data"))[0]);
  return text;
}

beforeEach(async () => {
  served = [];
  refused = [];
  socket = connect((app.server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
});
afterEach(() => void socket.destroy());

describe("a connection", () => {
  it("serves one request after the other, each sent in answer to the last", async () => {
    for (let count = 1; count <= 50; count += 1) {
      socket.write(ask(`/${count}`));
      expect(await answer()).toContain("200 OK");
    }
    expect(served).toHaveLength(50);
    expect(refused).toEqual([]);
  });

  it("is ended when it sends a second request before its answer, and serves the first alone", async () => {
    socket.write(ask("/first") + ask("/second").repeat(1_000));
    await once(socket, "close");
    expect(served).toEqual(["/first"]);
    expect(refused).toContain("pipelining");
    expect((await metrics.authRefusals.get()).values).toEqual([
      { labels: { reason: "pipelining" }, value: refused.length },
    ]);
  });

  it("is ended when the second comes in a packet of its own", async () => {
    socket.write(ask("/first"));
    while (served.length === 0) await new Promise(setImmediate);
    socket.write(ask("/second"));
    await once(socket, "close");
    expect(served).toEqual(["/first"]);
  });
});
