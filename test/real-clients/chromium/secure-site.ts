import { Agent, request } from "undici";
import { createTlsCertificate } from "#test/fake-tenant/tls-certificate.ts";
import { type Site, startSite } from "#test/real-clients/real-site.ts";
import { freePort } from "#test/support/free-port.ts";
import type { SharedStack } from "#test/support/shared-stack.ts";
import { pkce } from "#test/support/sign-in/pkce.ts";
import { startTlsProxy } from "#test/support/tls-proxy.ts";
import { connectorHost } from "./launch.ts";

/** A connector behind TLS, at another site than Entra and than the client. */
export interface SecureSite extends Site {
  /** Registers a client with this address and gives the address at which it opens a browser. */
  signInAddress(client: { redirectUri: string; state: string }): Promise<string>;
  close(): Promise<void>;
}

export async function startSecureSite(stack: SharedStack): Promise<SecureSite> {
  const [port, certificate] = await Promise.all([freePort(), createTlsCertificate(connectorHost)]);
  const proxy = await startTlsProxy({ target: { host: "127.0.0.1", port }, ...certificate });
  const host = `${connectorHost}:${proxy.port}`;
  const site = await startSite(stack, { port, mcpUrl: `https://${host}/mcp` });
  // Only Chromium knows the name.
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  return {
    ...site,
    async signInAddress({ redirectUri, state }) {
      const { body } = await request(`https://127.0.0.1:${proxy.port}/mcp/oauth/register`, {
        method: "POST",
        headers: { host, "content-type": "application/json" },
        body: JSON.stringify({ redirect_uris: [redirectUri], client_name: "Test client" }),
        dispatcher,
      });
      const { client_id } = (await body.json()) as { client_id: string };
      const query = new URLSearchParams({
        ...{ response_type: "code", client_id, redirect_uri: redirectUri, state, resource: site.mcpUrl },
        ...{ code_challenge: pkce().challenge, code_challenge_method: "S256" },
      });
      return `${site.mcpUrl}/oauth/authorize?${query}`;
    },
    async close() {
      await Promise.all([proxy.close(), dispatcher.destroy()]);
    },
  };
}
