import type { Cluster, Redis } from "ioredis";

type Mendable = Pick<Cluster, "connect" | "duplicate" | "on" | "once" | "off">;

/**
 * Mends two things of ioredis' Cluster, and gives the same one. BullMQ makes its own connections by `duplicate`: what that
 * gives is mended, too.
 *
 * `connect` always settles: it resolves when the Cluster is ready, at whichever attempt, and rejects when it is given up.
 * ioredis leaves the promise open for ever when the first attempt meets a failover, and BullMQ waits for it: a worker
 * would be alive and take no job again.
 *
 * ioredis hears one error of a socket. Of a TLS socket that it ends in the middle of the handshake a second one may come,
 * which nobody would hear: that ends the process.
 */
export function mendCluster<C extends Mendable>(cluster: C): C {
  const connect = cluster.connect.bind(cluster);
  const duplicate = cluster.duplicate.bind(cluster);

  cluster.connect = async function connectOrGiveUp() {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onEnd = () => reject(new Error("Connection is closed."));
    cluster.once("ready", resolve).once("end", onEnd);
    connect().then(resolve, reject);
    await promise.finally(() => cluster.off("ready", resolve).off("end", onEnd));
  };
  cluster.duplicate = (nodes, options) => mendCluster(duplicate(nodes, options));
  cluster.on("+node", (node: Redis) => node.on("error", () => node.stream.on("error", () => undefined)));
  return cluster;
}
