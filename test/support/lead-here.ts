import type { LookupFunction } from "node:net";
import tls from "node:tls";

/** A connection that was led here. */
export interface LedConnection {
  host: string;
  /** The addresses at which the connection would have been tried. */
  addresses: string[];
}

/**
 * From here on, TLS connections of this process to port 443 of some hosts lead to ports of this computer. All else
 * stays as it is: which addresses a connection takes, by the look-up that it was given, and which name it proves.
 * @param portOf the port for a host; undefined for one that is left alone
 */
export function leadHere(portOf: (host: string) => number | undefined): { led: LedConnection[]; stop(): void } {
  const connect = tls.connect;
  const led: LedConnection[] = [];
  const leading = (options: tls.ConnectionOptions): tls.TLSSocket => {
    const { host = "", lookup: own } = options;
    const port = options.port === 443 ? portOf(host) : undefined;
    if (port === undefined) return connect(options);
    if (own === undefined) throw new Error(`The connection to ${host} has no look-up of its own.`);
    const lookup: LookupFunction = (name, asked, callback) => {
      own(name, { ...asked, all: true }, (error, found) => {
        if (error !== null || typeof found === "string") return callback(error, found, 0);
        led.push({ host, addresses: found.map(({ address }) => address) });
        return asked.all === true
          ? callback(null, [{ address: "127.0.0.1", family: 4 }])
          : callback(null, "127.0.0.1", 4);
      });
    };
    return connect({ ...options, port, lookup });
  };
  tls.connect = leading as typeof tls.connect;
  return {
    led,
    stop() {
      tls.connect = connect;
    },
  };
}
