import { isIP } from "node:net";

export interface DownloadHosts {
  /** Whether a redirect may lead there: https, no credentials, an allowed host. */
  allows(url: URL): boolean;
  /** Whether the operator listed exactly this `host:port`, which may have a private address. */
  isExact(hostAndPort: string): boolean;
}

const defaultPort = "443";

/**
 * The hosts that Graph's download redirects may lead to.
 * @param entries host suffixes such as `sharepoint.com`, which match the host and its subdomains on port 443; or exact
 * `host:port` entries
 */
export function createDownloadHosts(entries: readonly string[]): DownloadHosts {
  const lower = entries.map((entry) => entry.toLowerCase());
  const exact = new Set(lower.filter((entry) => entry.includes(":")));
  const suffixes = lower.filter((entry) => !entry.includes(":")).map((entry) => entry.replace(/^\*?\./, ""));

  const matchesSuffix = (host: string) =>
    isIP(host) === 0 && suffixes.some((suffix) => host === suffix || host.endsWith(`.${suffix}`));

  return {
    allows(url) {
      if (url.protocol !== "https:" || url.username !== "" || url.password !== "") return false;
      const port = url.port === "" ? defaultPort : url.port;
      return exact.has(`${url.hostname}:${port}`) || (port === defaultPort && matchesSuffix(url.hostname));
    },
    isExact: (hostAndPort) => exact.has(hostAndPort),
  };
}
