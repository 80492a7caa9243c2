import { createConnection } from "node:net";
import { connect } from "node:tls";
import type { RedisCertificates } from "./redis-certificates.ts";

/** Where a Redis listens, in the words of ioredis. */
export type RedisAddress =
  | { readonly host: string; readonly port: number; readonly tls?: RedisCertificates["client"] }
  | { readonly path: string };

/** `host:port`, as REDIS_SENTINELS and REDIS_CLUSTER have it, of a Redis that listens on TCP. */
export const hostAndPort = ({ url }: { readonly url: string }): string => url.replace(/^rediss?:\/\//, "");

/** What makes a redis-server listen there and nowhere else. With certificates it speaks TLS only, to others as well. */
export function listenArguments(address: RedisAddress, tls: RedisCertificates | undefined): string[] {
  if ("path" in address) return ["--port", "0", "--unixsocket", address.path];
  const port = String(address.port);
  if (tls === undefined) return ["--port", port, "--bind", address.host];
  // Where localhost is ::1 first, other servers try no second address.
  const where = ["--port", "0", "--tls-port", port, "--bind", "127.0.0.1", "-::1", "--tls-replication", "yes"];
  const own = ["--tls-cert-file", tls.serverCertificatePath, "--tls-key-file", tls.serverKeyPath];
  return [...where, ...own, "--tls-ca-cert-file", tls.caPath, "--tls-auth-clients", "yes"];
}

/** Whether the Redis at this address is the process with this id, and no other that took the port. */
export function answers(address: RedisAddress, pid: number): Promise<boolean> {
  return new Promise((resolve) => {
    const isEncrypted = "tls" in address && address.tls !== undefined;
    const socket = isEncrypted ? connect({ ...address, ...address.tls }) : createConnection(address);
    let reply = "";
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on(isEncrypted ? "secureConnect" : "connect", () => socket.write("INFO server\r\n"));
    socket.on("data", (chunk) => {
      reply += chunk.toString();
      if (reply.includes("\r\nconfig_file:")) socket.end();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(new RegExp(`^process_id:${pid}\r$`, "m").test(reply)));
  });
}
