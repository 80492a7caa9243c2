import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";

/** What the servers' certificate names, and nothing else: whoever takes an address in its place is refused. */
export const redisTlsHost = "localhost";

export type RedisCertificates = Awaited<ReturnType<typeof createRedisCertificates>>;

type Extensions = NonNullable<NonNullable<Parameters<typeof generate>[1]>["extensions"]>;
type Made = Awaited<ReturnType<typeof generate>>;

/** @param authority signs it; without one it is signed by itself */
const make = (name: string, extensions: Extensions, authority?: Made): Promise<Made> =>
  // Each has a name of its own: OpenSSL finds an authority by name, and would mix two of the same up.
  generate([{ name: "commonName", value: `${name} ${randomUUID()}` }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions,
    ...(authority && { ca: { key: authority.private, cert: authority.cert } }),
  });

/** Makes an authority, and a certificate of it for all servers and one for all clients. */
export async function createRedisCertificates() {
  const authority = await make("Redis authority", [
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, critical: true },
  ]);
  const [server, client] = await Promise.all([
    make(
      "Redis server",
      [
        // Servers are each other's clients, too: replicas, sentinels, the nodes of a Cluster.
        { name: "extKeyUsage", serverAuth: true, clientAuth: true },
        { name: "subjectAltName", altNames: [{ type: 2, value: redisTlsHost }] },
      ],
      authority,
    ),
    make("Redis client", [{ name: "extKeyUsage", clientAuth: true }], authority),
  ]);
  const folder = await mkdtemp(join(tmpdir(), "m365-redis-tls-"));
  const write = async (name: string, pem: string) => {
    const path = join(folder, name);
    await writeFile(path, pem);
    return path;
  };
  return {
    caPath: await write("ca.pem", authority.cert),
    serverCertificatePath: await write("server.pem", server.cert),
    serverKeyPath: await write("server.key", server.private),
    /** Private key and certificate of a client. */
    clientPath: await write("client.pem", `${client.private}\n${client.cert}`),
    client: { ca: authority.cert, key: client.private, cert: client.cert },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
