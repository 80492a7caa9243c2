import { Agent, type buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import type { ProxySettings } from "#common/proxy-settings.ts";

/** Settings without a proxy. */
export const direct: ProxySettings = { NO_PROXY: [] };

/** Longest duration of each step to a connection: to the host; or to the proxy, its answer, and TLS with the host. */
const stepTimeoutMs = 2_000;

/** `headersTimeout` and `bodyTimeout` are off: each attempt is limited as a whole. */
const options = {
  pipelining: 1,
  keepAliveTimeout: 30_000,
  connectTimeout: stepTimeoutMs,
  headersTimeout: 0,
  bodyTimeout: 0,
  allowH2: false,
} as const;

/**
 * Connections that stay open, direct or in tunnels through the proxy, where TLS is with the host as ever.
 * @param connections at most these for each origin; what exceeds them is queued
 * @param connect makes the direct ones; the default connects to any address
 */
export function openConnections(
  { HTTPS_PROXY: uri, NO_PROXY }: ProxySettings,
  own: { connections: number; connect?: buildConnector.connector },
): Dispatcher {
  if (uri === undefined) return new Agent({ ...options, ...own });
  return new EnvHttpProxyAgent({
    ...options,
    ...own,
    httpProxy: uri,
    httpsProxy: uri,
    noProxy: NO_PROXY.join(),
    requestTls: { allowH2: false },
    clientFactory: (proxy, given) => new Pool(proxy, { ...given, headersTimeout: stepTimeoutMs }),
  });
}
