import type { LookupFunction } from "node:net";
import type { Dispatcher } from "undici";
import type { ProxySettings } from "#common/proxy-settings.ts";
import { direct, openConnections } from "#workers/open-connections.ts";
import { maxConnections } from "#workers/resilience/request-limits.ts";
import { createTenantShare, type InTenantsShare } from "#workers/resilience/semaphores.ts";
import { createDownloadConnector } from "./download-connector.ts";
import type { DownloadHosts } from "./download-hosts.ts";

const connectTimeoutMs = 2_000;

export interface GraphPools {
  /** To Graph itself. */
  graph: Dispatcher;
  /** To the hosts that downloads are redirected to: direct ones only to public addresses. */
  downloads: Dispatcher;
  /** The tenants' shares of the connections that one of these makes. */
  sharesOf(dispatcher: Dispatcher): InTenantsShare;
  close(): Promise<void>;
}

/**
 * Connections that stay open and are shared by all calls of the process.
 * @param lookup for tests; by default the system's
 */
export function createGraphPools(options: {
  downloadHosts: DownloadHosts;
  proxy?: ProxySettings;
  lookup?: LookupFunction;
}): GraphPools {
  const { downloadHosts: hosts, proxy = direct, ...rest } = options;
  const graph = openConnections(proxy, { connections: maxConnections.graph.toOrigin });
  const connect = createDownloadConnector({ hosts, timeoutMs: connectTimeoutMs, ...rest });
  const downloads = openConnections(proxy, { connections: maxConnections.downloads.toOrigin, connect });
  const shares = {
    graph: createTenantShare(maxConnections.graph.ofTenant),
    downloads: createTenantShare(maxConnections.downloads.ofTenant),
  };
  return {
    graph,
    downloads,
    sharesOf: (dispatcher) => (dispatcher === downloads ? shares.downloads : shares.graph),
    async close() {
      await Promise.all([graph.close(), downloads.close()]);
    },
  };
}
