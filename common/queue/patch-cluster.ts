import type { Cluster, Redis } from "ioredis";

type Patchable = Pick<Cluster, "connect" | "duplicate" | "on" | "once" | "off">;

/**
 * Patches two defects of ioredis' Cluster, and returns the same object. BullMQ makes its own connections by
 * `duplicate`, so duplicates are patched, too.
 *
 * - `connect` always settles: it resolves when the Cluster is ready, at whichever attempt, and rejects when it is given
 *   up. In ioredis the promise never settles when the first attempt meets a failover; BullMQ waits for it, and the
 *   worker would take no job again.
 * - ioredis listens for one error per socket. A TLS socket that is ended during the handshake may emit a second one,
 *   which would end the process.
 */
export function patchCluster<C extends Patchable>(cluster: C): C {
  const connect = cluster.connect.bind(cluster);
  const duplicate = cluster.duplicate.bind(cluster);

  cluster.connect = async function connectOrGiveUp() {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onEnd = () => reject(new Error("Connection is closed."));
    cluster.once("ready", resolve).once("end", onEnd);
    connect().then(resolve, reject);
    await promise.finally(() => cluster.off("ready", resolve).off("end", onEnd));
  };
  cluster.duplicate = (nodes, options) => patchCluster(duplicate(nodes, options));
  cluster.on("+node", (node: Redis) => node.on("error", () => node.stream.on("error", () => undefined)));
  return cluster;
}
