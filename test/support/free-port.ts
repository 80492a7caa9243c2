import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * A TCP port of 127.0.0.1 that nobody listens on now, below those that Linux gives out by itself (from 32,768): so no
 * connection and no other server takes it by chance before it is used. Still, nobody can reserve one.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const port = randomInt(12_000, 32_000);
    if (await isFree(port)) return port;
  }
  throw new Error("no free TCP port was found in 20 attempts");
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listens = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
  });
  if (listens) await new Promise((resolve) => server.close(resolve));
  return listens;
}
