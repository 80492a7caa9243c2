import { type LookupAddress, type LookupOptions, lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { buildConnector } from "undici";
import type { DownloadHosts } from "./download-hosts.ts";
import { isPublicAddress } from "./private-address.ts";

/** A download's host name led to an address that is not on the public internet, or its URL was not allowed. */
export class AddressRefused extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = "AddressRefused";
  }
}

type LookupCallback = Parameters<LookupFunction>[2];

/** Looks a name up and refuses the answer if one of its addresses is not public: checked where it is connected to. */
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
 * How downloads connect: only to public addresses, but for the exact `host:port` entries of the operator.
 * @param lookup for tests; the system's otherwise
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
