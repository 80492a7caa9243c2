import type { LookupFunction } from "node:net";
import { Agent, type Dispatcher } from "undici";
import { maxConnections } from "#workers/resilience/request-limits.ts";
import { createTenantShare, type InTenantsShare } from "#workers/resilience/tenant-share.ts";
import { createDownloadConnector } from "./download-connector.ts";
import type { DownloadHosts } from "./download-hosts.ts";

const connectTimeoutMs = 2_000;

/** `headersTimeout` and `bodyTimeout` are off: each attempt is limited as a whole. */
const agentOptions = {
  pipelining: 1,
  keepAliveTimeout: 30_000,
  headersTimeout: 0,
  bodyTimeout: 0,
  allowH2: false,
} as const;

export interface GraphPools {
  /** To Graph itself. */
  graph: Dispatcher;
  /** To the hosts that downloads are redirected to. */
  downloads: Dispatcher;
  /** The tenants' shares of the connections that one of these makes. */
  sharesOf(dispatcher: Dispatcher): InTenantsShare;
  close(): Promise<void>;
}

/**
 * Connections that stay open and are shared by all calls of the process.
 * @param lookup for tests; by default the system's
 */
export function createGraphPools(options: { downloadHosts: DownloadHosts; lookup?: LookupFunction }): GraphPools {
  const { downloadHosts: hosts, ...rest } = options;
  const graph = new Agent({
    ...agentOptions,
    connections: maxConnections.graph.toOrigin,
    connect: { timeout: connectTimeoutMs },
  });
  const connect = createDownloadConnector({ hosts, timeoutMs: connectTimeoutMs, ...rest });
  const downloads = new Agent({ ...agentOptions, connections: maxConnections.downloads.toOrigin, connect });
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
