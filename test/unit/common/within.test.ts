import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { expect, test } from "vitest";
import { within } from "#common/within.ts";

/** Holds the whole process up, as a long computation does. */
const holdUp = (ms: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test("what arrived while the process was held up beyond the limit is a result", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [[peer]] = await Promise.all([once(server, "connection"), once(client, "connect")]);
  const result = within(
    20,
    once(client, "data").then(([bytes]) => String(bytes)),
  );
  peer.write("it is here");
  holdUp(100);
  expect(await result).toBe("it is here");
  client.destroy();
  server.close();
});

test("what comes later is a TimeoutError, and the value goes to who gives it back", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const late: string[] = [];
  const result = within(10, promise, (value) => late.push(value));
  await expect(result).rejects.toMatchObject({ name: "TimeoutError", message: "no result within 10 ms" });
  resolve("too late");
  await expect.poll(() => late).toEqual(["too late"]);
});
