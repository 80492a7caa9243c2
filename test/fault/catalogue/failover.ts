import { Redis } from "ioredis";
import {
  type RedisSentinels,
  sentinelLogin,
  sentinelMaster,
  startRedisSentinels,
} from "#test/support/redis-sentinel.ts";
import type { Family, Fault } from "./fault.ts";
import { impatient, type Surroundings, serverNamed } from "./fault-stage.ts";
import { untilItIsFollowed, untilItLeads } from "./until-replication.ts";

const failsOver = { mayEnd: ["unavailable", "deadline_exceeded"], mustEnd: "unavailable" } as const;

const faults: readonly Fault[] = [
  {
    name: "the master of Redis is killed, and sentinels fail over",
    expected: "calls are told to come back for seconds, then go on at the new master without hands",
    ...failsOver,
    lastsMs: 0,
    inject: (stage) => serverNamed("master", stage).kill(),
    heal: (stage) => untilItLeads(serverNamed("replica", stage)),
  },
  {
    name: "the old master comes back and becomes a replica",
    expected: "no call fails",
    lastsMs: 0,
    async inject(stage) {
      await serverNamed("master", stage).restart();
      await untilItIsFollowed(serverNamed("replica", stage));
    },
  },
  {
    name: "the master stands still, sentinels fail over, and it goes on as if nothing had happened",
    expected: "calls are told to come back while it stands still; nobody is left there when it goes on",
    ...failsOver,
    lastsMs: 2_000,
    async inject(stage) {
      await serverNamed("replica", stage).kill("SIGSTOP");
      await untilItLeads(serverNamed("master", stage));
    },
    async heal(stage) {
      await serverNamed("replica", stage).kill("SIGCONT");
      await untilItIsFollowed(serverNamed("master", stage));
    },
  },
];

const openRedis = (sentinels: RedisSentinels) => () =>
  new Redis({
    ...impatient,
    sentinels: sentinels.list.split(",").map((node) => {
      const [host = "", port] = node.split(":");
      return { host, port: Number(port) };
    }),
    name: sentinelMaster,
    sentinelUsername: sentinelLogin.REDIS_SENTINEL_USERNAME,
    sentinelPassword: sentinelLogin.REDIS_SENTINEL_PASSWORD,
    sentinelRetryStrategy: () => 100,
  });

async function surroundings(): Promise<Surroundings> {
  const sentinels = await startRedisSentinels();
  const settings = {
    REDIS_URL: "",
    REDIS_SENTINELS: sentinels.list,
    REDIS_SENTINEL_MASTER: sentinelMaster,
    ...sentinelLogin,
  };
  return {
    stack: { gatewayEnvironment: settings, workerEnvironment: settings },
    openRedis: openRedis(sentinels),
    servers: { master: sentinels.master, replica: sentinels.replica },
    stop: () => sentinels.stop(),
  };
}

export const failover: Family = { name: "failover of Redis", stage: { deadlineMs: 6_000, surroundings }, faults };
