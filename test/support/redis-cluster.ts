import { Redis } from "ioredis";
import { freePort } from "./free-port.ts";
import { type RedisCertificates, redisTlsHost } from "./redis-certificates.ts";
import { hostAndPort } from "./redis-listening.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";
import { until } from "./until.ts";

export type RedisClusterServers = Awaited<ReturnType<typeof startRedisCluster>>;

const slots = 16_384;

interface ClusterNode {
  server: RedisServer;
  /** By which the nodes speak to each other. */
  busPort: number;
}

interface ClusterOptions {
  args?: readonly string[];
  withReplica?: boolean;
  /** Clients, and the nodes among themselves, speak TLS only; clients are told the nodes' names. */
  tls?: RedisCertificates;
}

const byName = ["--tls-cluster", "yes"].concat(
  ["--cluster-announce-hostname", redisTlsHost],
  ["--cluster-preferred-endpoint-type", "hostname"],
);

async function startNode({ args = [], tls }: ClusterOptions): Promise<ClusterNode> {
  const busPort = await freePort();
  const own = ["--cluster-enabled", "yes", "--cluster-port", String(busPort), "--cluster-node-timeout", "1500"];
  if (tls !== undefined) own.push(...byName);
  return { server: await startRedis({ args: [...own, ...args], ...(tls && { tls }) }), busPort };
}

function connect({ connection }: RedisServer): Redis {
  const redis = new Redis({ ...connection, replyMapping: "legacy" });
  redis.on("error", () => undefined); // a node that a test kills
  return redis;
}

const untilStateIsOk = (node: Redis) =>
  until("the Cluster to be whole", async () => String(await node.cluster("INFO")).includes("cluster_state:ok"));

/** Makes `replica` follow `master`, and waits until it does, and until all masters know, whose votes it will need. */
async function replicate(replica: RedisServer, master: Redis, admins: readonly Redis[]): Promise<void> {
  const follower = connect(replica);
  const id = await master.cluster("MYID");
  const follow = () => follower.call("CLUSTER", "REPLICATE", String(id));
  await until("the replica to know its master", () => follow().catch(() => undefined));
  await until("the replica to follow", async () =>
    (await follower.info("replication")).includes("master_link_status:up"),
  );
  follower.disconnect();
  const isKnown = (nodes: unknown) => String(nodes).includes(` slave ${id} `);
  for (const admin of admins)
    await until("a master to know the replica", async () => isKnown(await admin.cluster("NODES")));
}

/**
 * Starts a Redis Cluster of three masters on free ports, with a replica of the one that has our keys (`owner`) if
 * wanted, and waits until every slot is served. Not in a container, where nodes have other addresses.
 */
export async function startRedisCluster(options: ClusterOptions = {}) {
  const nodes = await Promise.all(Array.from({ length: options.withReplica ? 4 : 3 }, () => startNode(options)));
  const servers = nodes.map(({ server }) => server);
  const [masters, replica] = [servers.slice(0, 3), servers[3]];
  const admins = masters.map(connect);
  const stop = async () => {
    for (const admin of admins) admin.disconnect();
    await Promise.all(servers.map((server) => server.stop()));
  };
  const [first] = admins;
  const slot = Number(await first?.cluster("KEYSLOT", "{m365}"));
  const share = Math.ceil(slots / masters.length);
  const ownerIndex = Math.floor(slot / share);
  const [owner, ownerAdmin] = [masters[ownerIndex], admins[ownerIndex]];
  if (owner === undefined || ownerAdmin === undefined) throw new Error("every slot has a master");
  for (const [index, admin] of admins.entries())
    await admin.call("CLUSTER", "ADDSLOTSRANGE", index * share, Math.min(slots, (index + 1) * share) - 1);
  for (const { server, busPort } of nodes.slice(1)) {
    if ("path" in server.connection) throw new Error("a Cluster's nodes listen on TCP");
    await first?.cluster("MEET", "127.0.0.1", server.connection.port, busPort); // never by name
  }
  await Promise.all(admins.map(untilStateIsOk));
  if (replica !== undefined) await replicate(replica, ownerAdmin, admins);
  /** `host:port` of each, for REDIS_CLUSTER. */
  const list = servers.map(hostAndPort).join(",");
  return { list, admins, owner, replica, stop };
}
