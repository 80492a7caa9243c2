import { ConfidentialClientApplication, type NodeAuthOptions } from "@azure/msal-node";
import { LRUCache } from "lru-cache";
import { forgetByKey, type TenantMemory } from "#common/off-boarding.ts";
import type { MsalNetwork } from "./msal-network.ts";

/** How the Server app proves itself to Entra, as MSAL takes it. */
export type ClientCredential = Pick<NodeAuthOptions, "clientSecret" | "clientCertificate" | "clientAssertion">;

const maxTenants = 200;

/**
 * One MSAL application per tenant: an application caches its signed client assertion for one tenant only. Never use
 * `azureCloudOptions`, which silently override the authority.
 */
export function createTenantApps(options: {
  clientId: string;
  authorityHost: string;
  credential: ClientCredential;
  network: MsalNetwork;
}): { appFor(tenantId: string): ConfidentialClientApplication } & Pick<TenantMemory, "forget"> {
  const { clientId, authorityHost, credential, network } = options;
  const apps = new LRUCache<string, ConfidentialClientApplication>({ max: maxTenants });

  function createApp(tenantId: string): ConfidentialClientApplication {
    return new ConfidentialClientApplication({
      auth: {
        clientId,
        authority: `${authorityHost}/${tenantId}`,
        knownAuthorities: [new URL(authorityHost).host],
        // Tells Entra that this client handles claims challenges (continuous access evaluation).
        clientCapabilities: ["cp1"],
        ...credential,
      },
      system: {
        networkClient: network.module,
        disableInternalRetries: true,
        loggerOptions: { loggerCallback: () => undefined, piiLoggingEnabled: false },
      },
    });
  }

  return {
    appFor(tenantId) {
      const app = apps.get(tenantId) ?? createApp(tenantId);
      apps.set(tenantId, app);
      return app;
    },
    forget: (tenantIds) => forgetByKey(apps, tenantIds),
  };
}
