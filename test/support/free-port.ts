import { createServer } from "node:net";

/** Below the ports that Linux gives out by itself (from 32,768). */
const [firstPort, portCount] = [12_000, 20_000];
/** More than a process of tests asks for while another one starts. */
const portsEach = 50;
/** Each process begins elsewhere and takes one port after the other. */
let taken = (process.pid * portsEach) % portCount;

/**
 * A TCP port of 127.0.0.1 that nobody listens on now. No connection and no other server takes it by chance before it is
 * used, nor does whoever else asks here, in this process or in one that runs beside it. Still, nobody can reserve one.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const port = firstPort + taken;
    taken = (taken + 1) % portCount;
    if (await isFree(port)) return port;
  }
  throw new Error("no free TCP port was found in 20 attempts");
}

/** Whether nobody listens on a TCP port of 127.0.0.1 now. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listens = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
  });
  if (listens) await new Promise((resolve) => server.close(resolve));
  return listens;
}
