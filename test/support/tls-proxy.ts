import { connect } from "node:net";
import { createServer } from "node:tls";
import { type Listening, listen } from "#test/fake-tenant/listen.ts";
import { tieSockets } from "./tied-sockets.ts";

/** Puts TLS in front of a server that speaks none, and asks its clients for a certificate if an authority is named. */
export async function startTlsProxy(options: {
  target: { host: string; port: number };
  key: string;
  cert: string;
  clientAuthority?: string;
}): Promise<Listening> {
  const { target, key, cert, clientAuthority } = options;
  const asked = clientAuthority !== undefined && { ca: clientAuthority, requestCert: true, rejectUnauthorized: true };
  const server = createServer({ key, cert, ...asked });
  server.on("secureConnection", (client) => {
    const upstream = connect(target);
    tieSockets(client, upstream);
    client.pipe(upstream).pipe(client);
  });
  server.on("tlsClientError", () => undefined);
  return await listen(server);
}
