import { Resolver } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { Client } from "undici";
import { type ProxySettings, proxyFor } from "#common/proxy-settings.ts";
import { createEntraFetch } from "#gateway/entra-fetch.ts";

/** The answer of a client's host, whose body is still to be read. */
export interface DocumentResponse {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: AsyncIterable<Uint8Array>;
  /** Ends the connection. */
  close(): void;
}

/** The two things that fetching a document needs of the network. Both reject when `signal` aborts. */
export interface DocumentNetwork {
  /** All addresses of a name, IPv4 and IPv6; none if there is no such name; undefined where a proxy looks it up. */
  resolve(host: string, signal: AbortSignal): Promise<readonly string[] | undefined>;
  /** Asks for an https URL at one of these addresses, and at no other. */
  get(url: string, given: { addresses: readonly string[]; signal: AbortSignal }): Promise<DocumentResponse>;
}

const dnsTimeoutMs = 1_500;
const maxHeaderBytes = 8 * 1024;
/** Tried one after the other. A stranger's name server may name hundreds, and the gateway is no port scanner. */
const maxPerFamily = 2;
/** Node's own 250 ms are too short for a host on another continent. */
const attemptTimeoutMs = 1_000;
/** Some hosts refuse requests without a User-Agent. */
const headers = { accept: "application/json", "user-agent": "m365-connector" };

/** Answers a connection's question for the name with the addresses that were checked: there is no second look-up. */
function only(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  const found = [4, 6].flatMap((family) => all.filter((one) => one.family === family).slice(0, maxPerFamily));
  return (_host, { all: wantsAll }, callback) => {
    const [first = { address: "", family: 0 }] = found;
    if (wantsAll === true) callback(null, found);
    else callback(null, first.address, first.family);
  };
}

/**
 * The internet. Names are asked of DNS servers without `getaddrinfo`, which occupies a thread of the process for as
 * long as a stranger's name server likes, and knows names of the operator's own network. Each request has a connection
 * of its own, and nothing in it but the address, what is accepted, and our name. Redirects are answers like others.
 */
export const documentNetwork: DocumentNetwork = {
  async resolve(host, signal) {
    const resolver = new Resolver({ timeout: dnsTimeoutMs, tries: 2 });
    const cancel = () => resolver.cancel();
    signal.addEventListener("abort", cancel);
    try {
      const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
      signal.throwIfAborted();
      return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  },

  async get(url, { addresses, signal }) {
    const { origin, pathname } = new URL(url);
    const client = new Client(origin, {
      allowH2: false,
      maxHeaderSize: maxHeaderBytes,
      connect: { lookup: only(addresses), autoSelectFamilyAttemptTimeout: attemptTimeoutMs },
    });
    const close = () => void client.destroy();
    try {
      const response = await client.request({ method: "GET", path: pathname, headers, reset: true, signal });
      return { status: response.statusCode, headers: response.headers, body: response.body, close };
    } catch (error) {
      close();
      throw error;
    }
  },
};

/**
 * The internet beside a proxy, which is asked for what isn't in `NO_PROXY`. Where a name leads to is for the proxy to
 * judge, so that only known hosts may be asked for.
 */
export function networkBeside(proxy: ProxySettings): DocumentNetwork {
  if (proxy.HTTPS_PROXY === undefined) return documentNetwork;
  const throughProxy = createEntraFetch(proxy.HTTPS_PROXY);
  const isDirect = (url: string) => proxyFor(proxy, url) === undefined;
  return {
    resolve: async (host, signal) =>
      isDirect(`https://${host}/`) ? await documentNetwork.resolve(host, signal) : undefined,
    async get(url, given) {
      if (isDirect(url)) return await documentNetwork.get(url, given);
      const response = await throughProxy(url, { headers, redirect: "manual", signal: given.signal });
      const body = response.body ?? new ReadableStream<Uint8Array>();
      const close = () => void body.cancel().catch(() => undefined);
      return { status: response.status, headers: Object.fromEntries(response.headers), body, close };
    },
  };
}
