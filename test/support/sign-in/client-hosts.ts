import { createServer } from "node:https";
import { listen } from "#test/fake-tenant/listen.ts";
import { createTlsCertificate } from "#test/fake-tenant/tls-certificate.ts";
import type { ClientDocument } from "./client-profiles.ts";

export type ClientHosts = Awaited<ReturnType<typeof startClientHosts>>;

/** The web servers of clients' makers, on this computer: each document at its own URL, and nothing else. */
export async function startClientHosts(documents: readonly ClientDocument[]) {
  const hosts = [...new Set(documents.map(({ client_id }) => new URL(client_id).hostname))];
  const { key, cert } = await createTlsCertificate(...hosts);
  const asked: string[] = [];
  const server = createServer({ key, cert }, ({ headers, url }, response) => {
    const address = `https://${headers.host}${url}`;
    asked.push(address);
    const document = documents.find(({ client_id }) => client_id === address);
    response.writeHead(document === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(document ?? {}));
  });
  const { port, close } = await listen(server);
  return {
    /** The settings by which a gateway finds them. */
    environment: {
      NODE_OPTIONS: `--import=${new URL("./preloads/lead-to-client-hosts.ts", import.meta.url).href}`,
      CLIENT_HOSTS: hosts.join(","),
      CLIENT_HOSTS_PORT: String(port),
      CLIENT_HOSTS_CERTIFICATE: cert,
    },
    /** URLs that were asked for, in order. */
    asked,
    close,
  };
}
