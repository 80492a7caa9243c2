import type { Socket } from "node:net";

/** The two ends of a connection through a proxy: when one closes, both do. `open` holds them as long as they live. */
export function tieSockets(open: Set<Socket>, client: Socket, upstream: Socket): void {
  for (const socket of [client, upstream]) {
    open.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      open.delete(socket);
      client.destroy();
      upstream.destroy();
    });
  }
}
