import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { expect, it } from "vitest";
import { startTcpProxy } from "#test/support/tcp-proxy.ts";

/** What arrives behind a proxy that holds at `bc`, of pieces that are sent one after the other. */
async function startPlay() {
  let arrived = "";
  const server = createServer((socket) => {
    socket.on("data", (bytes) => {
      arrived += bytes.toString();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy = await startTcpProxy({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
  const client = connect({ host: "127.0.0.1", port: proxy.port });
  return {
    proxy,
    client,
    arrived: () => arrived,
    async stop() {
      client.destroy();
      await proxy.close();
      server.close();
    },
  };
}

it("a connection is held from the text on, and goes on unharmed", async () => {
  const { proxy, client, arrived, stop } = await startPlay();
  const isHeld = proxy.holdAt("bc");
  client.write("abcd");
  await isHeld;
  await expect.poll(arrived).toBe("a");
  proxy.release();
  client.write("e");
  await expect.poll(arrived).toBe("abcde");
  await stop();
});

it("a connection is held within a text that comes in pieces", async () => {
  const { proxy, client, arrived, stop } = await startPlay();
  const isHeld = proxy.holdAt("bc");
  client.write("ab");
  await expect.poll(arrived).toBe("ab");
  client.write("cd");
  await isHeld;
  client.write("e");
  proxy.release();
  await expect.poll(arrived).toBe("abcde");
  await stop();
});
