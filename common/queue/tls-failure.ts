import { type ConnectionOptions, connect } from "node:tls";
import type { RedisNode, RedisTarget } from "./redis-settings.ts";

const timeoutMs = 2_000;

/** Why TLS to one server fails, for an operator. */
export interface TlsFailure extends RedisNode {
  /** Node's code, such as `UNABLE_TO_VERIFY_LEAF_SIGNATURE`. */
  errorCode: string;
  problem: string;
}

/** By Node's code; the first match counts. */
const words: readonly (readonly [RegExp, string])[] = [
  [/ALTNAME_INVALID/, "its certificate does not name the host or address by which it is asked"],
  [/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/, "its certificate is not valid at this time"],
  [/ALERT|ECONNRESET|EPIPE/, "it wants a certificate and takes none or not this one: REDIS_CLIENT_CERTIFICATE_PATH"],
  [/WRONG_VERSION|PACKET_LENGTH|UNSUPPORTED_PROTOCOL/, "it does not speak TLS 1.2 or newer"],
  [/CERT|ISSUER|SIGNATURE|INVALID_CA/, "its certificate comes from no authority that is trusted: REDIS_CA_PATH"],
];

/** Connects to one server by TLS. A refused connection, or no answer, is no failure of TLS. */
function connectByTls(node: RedisNode, tls: ConnectionOptions): Promise<TlsFailure | undefined> {
  const { promise, resolve } = Promise.withResolvers<TlsFailure | undefined>();
  const socket = connect({ ...node, ...tls });
  socket.setTimeout(timeoutMs, () => socket.destroy());
  // With TLS 1.3 a server checks our certificate after the handshake: only an answer shows that it accepted it.
  socket.once("secureConnect", () => socket.write("PING\r\n")).once("data", () => socket.destroy());
  // A TLS socket may emit a second error, which must have a listener, too.
  socket.on("error", (error) => {
    const errorCode = "code" in error ? String(error.code) : "";
    const [, problem] = words.find(([codes]) => codes.test(errorCode)) ?? [];
    if (problem !== undefined) resolve({ ...node, errorCode, problem });
  });
  socket.once("close", () => resolve(undefined));
  return promise;
}

/**
 * Why TLS to the sentinels or nodes of the settings fails. ioredis does not tell: its errors are those of a server
 * that is down. Undefined where TLS works, or no server answers.
 */
export async function findTlsFailure(target: RedisTarget): Promise<TlsFailure | undefined> {
  const { tls } = target;
  if (tls === undefined || target.kind === "single") return undefined;
  const asked = target.kind === "sentinel" ? target.sentinels : target.nodes;
  const found = await Promise.all(asked.map((node) => connectByTls(node, tls)));
  return found.find((failure) => failure !== undefined);
}
