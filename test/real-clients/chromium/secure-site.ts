import { Agent, request } from "undici";
import { createTlsCertificate } from "#test/fake-tenant/tls-certificate.ts";
import { startSite } from "#test/real-clients/real-site.ts";
import { freePort } from "#test/support/free-port.ts";
import type { SharedStack } from "#test/support/shared-stack.ts";
import { pkce } from "#test/support/sign-in/pkce.ts";
import { startTlsProxy } from "#test/support/tls-proxy.ts";
import { connectorHost } from "./launch.ts";

export type SecureSite = Awaited<ReturnType<typeof startSecureSite>>;

/** A connector behind TLS, at another site than Entra and than the client. */
export async function startSecureSite(stack: SharedStack) {
  const [port, certificate] = await Promise.all([freePort(), createTlsCertificate(connectorHost)]);
  const proxy = await startTlsProxy({ target: { host: "127.0.0.1", port }, ...certificate });
  const host = `${connectorHost}:${proxy.port}`;
  const site = await startSite(stack, { port, mcpUrl: `https://${host}/mcp` });
  // Only Chromium knows the name.
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  return {
    ...site,
    /** Registers a client with this address and gives the address at which it opens a browser. */
    async signInAddress({ redirectUri, state }: { redirectUri: string; state: string }) {
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
