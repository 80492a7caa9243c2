import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { buildConnector, type Dispatcher } from "undici";
import type { ProxySettings } from "#common/proxy-settings.ts";
import { isPublicAddress } from "#common/public-address.ts";
import { openConnections } from "#workers/open-connections.ts";
import { maxConnections } from "#workers/resilience/request-limits.ts";
import { createTenantShare, type InTenantsShare } from "#workers/resilience/semaphores.ts";

export type DownloadHosts = ReturnType<typeof createDownloadHosts>;

const defaultPort = "443";

/**
 * The hosts that Graph's download redirects may lead to.
 * @param entries host suffixes such as `sharepoint.com`, which match the host and its subdomains on port 443; or exact
 * `host:port` entries
 */
export function createDownloadHosts(entries: readonly string[]) {
  const lower = entries.map((entry) => entry.toLowerCase());
  const exact = new Set(lower.filter((entry) => entry.includes(":")));
  const suffixes = lower.filter((entry) => !entry.includes(":")).map((entry) => entry.replace(/^\*?\./, ""));

  const matchesSuffix = (host: string) =>
    isIP(host) === 0 && suffixes.some((suffix) => host === suffix || host.endsWith(`.${suffix}`));

  return {
    /** Whether a redirect may lead there: https, no credentials, an allowed host. */
    allows(url: URL): boolean {
      if (url.protocol !== "https:" || url.username !== "" || url.password !== "") return false;
      const port = url.port === "" ? defaultPort : url.port;
      return exact.has(`${url.hostname}:${port}`) || (port === defaultPort && matchesSuffix(url.hostname));
    },
    /** Whether the operator listed exactly this `host:port`, which may have a private address. */
    isExact: (hostAndPort: string) => exact.has(hostAndPort),
  };
}

/** A download leads to an address that is not on the public internet, or to a URL that is not allowed. */
export class AddressRefused extends Error {
  override name = "AddressRefused";
}

/** Resolves a name for a connection, and refuses it if one of its addresses is not public. */
function publicLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, "", 0);
      const addresses: LookupAddress[] = typeof found === "string" ? [] : found;
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
        return callback(new AddressRefused("a download host has an address that is not public"), "", 0);
      }
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

const connectTimeoutMs = 2_000;

/**
 * Connects downloads only to public addresses, except for the exact `host:port` entries of the operator.
 * @param lookup for tests; by default the system's
 */
export function createDownloadConnector(
  hosts: DownloadHosts,
  lookup: LookupFunction = systemLookup,
): buildConnector.connector {
  const options = { timeout: connectTimeoutMs, allowH2: false };
  const exact = buildConnector({ ...options, lookup });
  const guarded = buildConnector({ ...options, lookup: publicLookup(lookup) });
  return (target, callback) => {
    const port = target.port === "" ? defaultPort : target.port;
    const connect = hosts.isExact(`${target.hostname}:${port}`) ? exact : guarded;
    connect(target, callback);
  };
}

export type GraphPools = ReturnType<typeof createGraphPools>;

/**
 * Connections that stay open and are shared by all calls of the process.
 * @param lookup for tests; by default the system's
 */
export function createGraphPools(options: {
  downloadHosts: DownloadHosts;
  proxy: ProxySettings;
  lookup?: LookupFunction | undefined;
}) {
  const { downloadHosts, proxy, lookup } = options;
  const graph = openConnections(proxy, { connections: maxConnections.graph.toOrigin });
  const connect = createDownloadConnector(downloadHosts, lookup);
  const downloads = openConnections(proxy, { connections: maxConnections.downloads.toOrigin, connect });
  const shares = {
    graph: createTenantShare(maxConnections.graph.ofTenant),
    downloads: createTenantShare(maxConnections.downloads.ofTenant),
  };
  return {
    graph,
    /** Connections to the hosts that downloads are redirected to: direct ones only to public addresses. */
    downloads,
    /** The tenants' shares of the connections that one of these makes. */
    sharesOf: (dispatcher: Dispatcher): InTenantsShare => (dispatcher === downloads ? shares.downloads : shares.graph),
    async close() {
      await Promise.all([graph.close(), downloads.close()]);
    },
  };
}
