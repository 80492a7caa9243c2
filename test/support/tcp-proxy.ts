import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tieSockets } from "./tied-sockets.ts";

/** What to do with bytes on their way to the server: how many of them to let pass; the rest is held until `release`. */
export type Gate = (bytes: Buffer) => number;

/** A TCP proxy that can stop traffic at a chosen byte, without either side noticing. */
export interface TcpProxy {
  readonly port: number;
  /** Looks at all that clients send from now on. Once it lets not everything pass, the connection is held. */
  setGate(gate: Gate | undefined): void;
  /** Lets everything pass that was held, and what follows. */
  release(): void;
  close(): Promise<void>;
}

export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  let gate: Gate | undefined;
  const sockets = new Set<Socket>();
  const releases = new Set<() => void>();

  const server = createServer((client) => {
    const upstream = connect(target);
    const held: Buffer[] = [];
    let isHeld = false;
    tieSockets(sockets, client, upstream);
    releases.add(() => {
      isHeld = false;
      for (const bytes of held.splice(0)) upstream.write(bytes);
    });
    client.on("data", (bytes: Buffer) => {
      const passing = isHeld ? 0 : (gate?.(bytes) ?? bytes.length);
      upstream.write(bytes.subarray(0, passing));
      if (passing === bytes.length) return;
      isHeld = true;
      held.push(bytes.subarray(passing));
    });
    upstream.on("data", (bytes: Buffer) => client.write(bytes));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    port: (server.address() as AddressInfo).port,
    setGate: (next) => {
      gate = next;
    },
    release: () => {
      gate = undefined;
      for (const release of releases) release();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
