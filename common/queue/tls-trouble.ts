import { type ConnectionOptions, connect } from "node:tls";
import type { RedisNode } from "./redis-settings.ts";
import type { RedisTarget } from "./redis-target.ts";

const patienceMs = 2_000;

/** What is wrong with TLS to one server, for an operator. */
export interface TlsTrouble extends RedisNode {
  /** Node's code, such as `UNABLE_TO_VERIFY_LEAF_SIGNATURE`. */
  errorCode: string;
  problem: string;
}

/** By Node's code; the first that fits. */
const words: readonly (readonly [RegExp, string])[] = [
  [/ALTNAME_INVALID/, "its certificate does not name the host or address by which it is asked"],
  [/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/, "its certificate is not valid at this time"],
  [/ALERT|ECONNRESET|EPIPE/, "it wants a certificate and takes none or not this one: REDIS_CLIENT_CERTIFICATE_PATH"],
  [/WRONG_VERSION|PACKET_LENGTH|UNSUPPORTED_PROTOCOL/, "it does not speak TLS 1.2 or newer"],
  [/CERT|ISSUER|SIGNATURE|INVALID_CA/, "its certificate comes from no authority that is trusted: REDIS_CA_PATH"],
];

/** Asks one server by TLS. A refused connection, or no answer, is no trouble with TLS. */
function askByTls(node: RedisNode, tls: ConnectionOptions): Promise<TlsTrouble | undefined> {
  const { promise, resolve } = Promise.withResolvers<TlsTrouble | undefined>();
  const socket = connect({ ...node, ...tls });
  socket.setTimeout(patienceMs, () => socket.destroy());
  // A server of TLS 1.3 looks at our certificate after we are done: only an answer says that it liked it.
  socket.once("secureConnect", () => socket.write("PING\r\n")).once("data", () => socket.destroy());
  // A TLS socket may have a second error, which must find a listener, too.
  socket.on("error", (error) => {
    const errorCode = "code" in error ? String(error.code) : "";
    const [, problem] = words.find(([codes]) => codes.test(errorCode)) ?? [];
    if (problem !== undefined) resolve({ ...node, errorCode, problem });
  });
  socket.once("close", () => resolve(undefined));
  return promise;
}

/**
 * Why the sentinels or the nodes that the settings name can't be spoken to, which ioredis keeps to itself: it tells of
 * them in words that fit a server that is down. Undefined where nothing is wrong with TLS.
 */
export async function findTlsTrouble(target: RedisTarget): Promise<TlsTrouble | undefined> {
  const { tls } = target;
  if (tls === undefined || target.kind === "single") return undefined;
  const asked = target.kind === "sentinel" ? target.sentinels : target.nodes;
  const found = await Promise.all(asked.map((node) => askByTls(node, tls)));
  return found.find((trouble) => trouble !== undefined);
}
