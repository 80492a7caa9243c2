import { Redis } from "ioredis";
import { type RedisClusterServers, startRedisCluster } from "#test/support/redis-cluster.ts";
import type { Family, Fault } from "./fault.ts";
import { impatient, type Surroundings, serverNamed } from "./fault-stage.ts";
import { untilItIsFollowed, untilItLeads } from "./until-replication.ts";

const faults: readonly Fault[] = [
  {
    name: "the master that has our keys is killed, and its replica takes its place",
    expected: "calls are told to come back for seconds, then go on at the new master without hands",
    mayEnd: ["deadline_exceeded"],
    mustEnd: "unavailable",
    lastsMs: 0,
    inject: (stage) => serverNamed("owner", stage).kill(),
    heal: (stage) => untilItLeads(serverNamed("replica", stage)),
  },
  {
    name: "it comes back and becomes a replica",
    expected: "no call fails",
    lastsMs: 0,
    async inject(stage) {
      await serverNamed("owner", stage).restart();
      await untilItIsFollowed(serverNamed("replica", stage));
    },
  },
];

function replicaOf({ replica }: RedisClusterServers) {
  if (replica === undefined) throw new Error("the Cluster has no replica");
  return replica;
}

async function surroundings(): Promise<Surroundings> {
  const servers = await startRedisCluster({ withReplica: true });
  const replica = replicaOf(servers);
  const settings = { REDIS_URL: "", REDIS_CLUSTER: servers.list };
  return {
    stack: { gatewayEnvironment: settings, workerEnvironment: settings },
    // The replica has our keys before and after it takes over.
    openRedis: () => new Redis({ ...replica.connection, ...impatient, readOnly: true }),
    servers: { owner: servers.owner, replica },
    stop: () => servers.stop(),
  };
}

export const cluster: Family = {
  name: "failover of a Redis Cluster",
  stage: { deadlineMs: 6_000, surroundings },
  faults,
};
