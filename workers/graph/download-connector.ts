import { type LookupAddress, type LookupOptions, lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { buildConnector } from "undici";
import { isPublicAddress } from "#common/public-address.ts";
import type { DownloadHosts } from "./download-hosts.ts";

/** A download leads to an address that is not on the public internet, or to a URL that is not allowed. */
export class AddressRefused extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = "AddressRefused";
  }
}

type LookupCallback = Parameters<LookupFunction>[2];

/** Resolves a name for a connection, and refuses it if one of its addresses is not public. */
function publicLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options: LookupOptions, callback: LookupCallback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, "", 0);
      const addresses: LookupAddress[] = typeof found === "string" ? [] : found;
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
        return callback(new AddressRefused("a download host has an address that is not public"), "", 0);
      }
      if (options.all === true) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}

/**
 * Connects downloads only to public addresses, except for the exact `host:port` entries of the operator.
 * @param lookup for tests; by default the system's
 */
export function createDownloadConnector(options: {
  hosts: DownloadHosts;
  timeoutMs: number;
  lookup?: LookupFunction;
}): buildConnector.connector {
  const timeout = options.timeoutMs;
  const lookup = options.lookup ?? systemLookup;
  const exact = buildConnector({ timeout, allowH2: false, lookup });
  const guarded = buildConnector({ timeout, allowH2: false, lookup: publicLookup(lookup) });
  return (target, callback) => {
    const port = target.port === "" ? "443" : target.port;
    const connect = options.hosts.isExact(`${target.hostname}:${port}`) ? exact : guarded;
    connect(target, callback);
  };
}
