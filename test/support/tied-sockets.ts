import type { Socket } from "node:net";

/** The two ends of a connection through a proxy: when one closes, both do. */
export function tieSockets(client: Socket, upstream: Socket): void {
  for (const socket of [client, upstream]) {
    socket.on("error", () => undefined);
    socket.on("close", () => {
      client.destroy();
      upstream.destroy();
    });
  }
}
