import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { text } from "node:stream/consumers";
import tls from "node:tls";
import { listen } from "#test/fake-tenant/listen.ts";
import { createTlsCertificate } from "#test/fake-tenant/tls-certificate.ts";

export interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export type HttpsServer = Awaited<ReturnType<typeof startHttpsServer>>;

export type Respond = (request: SeenRequest, response: ServerResponse) => void;

/** A name without an address (RFC 2606). */
export const hiddenName = "m365.invalid";

/** One for all servers of a process: making one takes time. */
let certificate: ReturnType<typeof createTlsCertificate> | undefined;

/** For `localhost` and the hidden name; this process trusts it. */
export async function trustedCertificate() {
  if (certificate !== undefined) return await certificate;
  certificate = createTlsCertificate(hiddenName);
  const made = await certificate;
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), made.cert]);
  return made;
}

/** A TLS server on a free port of this machine, whose certificate this process trusts. */
export async function startHttpsServer(respond: Respond) {
  const { key, cert } = await trustedCertificate();
  const requests: SeenRequest[] = [];
  let connections = 0;
  const server = createServer({ key, cert }, async (incoming, response) => {
    const { method = "", url = "", headers } = incoming;
    const seen = { method, url, headers, body: await text(incoming) };
    requests.push(seen);
    respond(seen, response);
  });
  server.on("connection", () => {
    connections += 1;
  });
  const { port, close } = await listen(server);
  return {
    origin: `https://localhost:${port}`,
    /** The same by a name that no DNS server knows: reached by way of a proxy alone. */
    hiddenOrigin: `https://${hiddenName}:${port}`,
    port,
    /** TCP connections so far. */
    connections: () => connections,
    requests,
    close,
  };
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}
