import { Redis } from "ioredis";
import { type RedisClusterServers, startRedisCluster } from "#test/support/redis-cluster.ts";
import type { Family, Fault } from "./fault.ts";
import { type FaultStage, impatient, type Surroundings } from "./fault-stage.ts";
import { untilItFollows } from "./until-it-follows.ts";
import { untilItLeads } from "./until-it-leads.ts";

/** `owner` is the master that has our keys, which is killed, and `replica` its replica. */
function server({ surroundings }: FaultStage, name: "owner" | "replica") {
  const found = surroundings.servers?.[name];
  if (found === undefined) throw new Error(`no Redis is the ${name}`);
  return found;
}

const faults: readonly Fault[] = [
  {
    name: "the master that has our keys is killed, and its replica takes its place",
    expected: "calls are told to come back for seconds, then go on at the new master without hands",
    mayEnd: ["deadline_exceeded"],
    mustEnd: "unavailable",
    lastsMs: 0,
    inject: (stage) => server(stage, "owner").kill(),
    heal: (stage) => untilItLeads(server(stage, "replica")),
  },
  {
    name: "it comes back and becomes a replica",
    expected: "no call fails",
    lastsMs: 0,
    async inject(stage) {
      await server(stage, "owner").restart();
      await untilItFollows(stage);
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
