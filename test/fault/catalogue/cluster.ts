import { Redis } from "ioredis";
import { type RedisClusterServers, startRedisCluster } from "#test/support/redis-cluster.ts";
import type { Family, Fault } from "./fault.ts";
import { type FaultStage, impatient, type Surroundings } from "./fault-stage.ts";
import { untilItFollows } from "./until-it-follows.ts";

/** The master that has our keys, which is killed. */
function owner({ surroundings }: FaultStage) {
  const found = surroundings.servers?.owner;
  if (found === undefined) throw new Error("no Redis has our keys");
  return found;
}

const faults: readonly Fault[] = [
  {
    name: "the master that has our keys is killed, and its replica takes its place",
    expected: "calls are told to come back for seconds, then go on at the new master without hands",
    mayEnd: ["deadline_exceeded"],
    mustEnd: "unavailable",
    lastsMs: 0,
    inject: (stage) => owner(stage).kill(),
    recoversWithinMs: 15_000,
  },
  {
    name: "it comes back and becomes a replica",
    expected: "no call fails",
    lastsMs: 0,
    async inject(stage) {
      await owner(stage).restart();
      await untilItFollows(stage);
    },
  },
];

/** The replica has our keys before and after it takes over. */
function openReplica({ replica }: RedisClusterServers): Redis {
  if (replica === undefined) throw new Error("the Cluster has no replica");
  return new Redis({ ...replica.connection, ...impatient, readOnly: true });
}

async function surroundings(): Promise<Surroundings> {
  const servers = await startRedisCluster({ withReplica: true });
  const settings = { REDIS_URL: "", REDIS_CLUSTER: servers.list };
  return {
    stack: { gatewayEnvironment: settings, workerEnvironment: settings },
    openRedis: () => openReplica(servers),
    servers: { owner: servers.owner },
    stop: () => servers.stop(),
  };
}

export const cluster: Family = {
  name: "failover of a Redis Cluster",
  stage: { deadlineMs: 6_000, surroundings },
  faults,
};
