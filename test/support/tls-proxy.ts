import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createServer } from "node:tls";
import { tieSockets } from "./tied-sockets.ts";

/** Puts TLS in front of a server that speaks none, and asks its clients for a certificate if an authority is named. */
export async function startTlsProxy(options: {
  target: { host: string; port: number };
  key: string;
  cert: string;
  clientAuthority?: string;
}): Promise<{ port: number; close(): Promise<void> }> {
  const { target, key, cert, clientAuthority } = options;
  const sockets = new Set<Socket>();
  const asked = clientAuthority !== undefined && { ca: clientAuthority, requestCert: true, rejectUnauthorized: true };
  const server = createServer({ key, cert, ...asked });
  server.on("secureConnection", (client) => {
    const upstream = connect(target);
    tieSockets(sockets, client, upstream);
    client.pipe(upstream).pipe(client);
  });
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
