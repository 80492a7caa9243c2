import { Redis } from "ioredis";
import { type RedisServer, startRedis } from "./redis-server.ts";
import { until } from "./until.ts";

/** A master, its replica, and three sentinels that watch both. */
export interface RedisSentinels {
  /** `host:port` of each sentinel, for REDIS_SENTINELS. */
  readonly list: string;
  readonly master: RedisServer;
  readonly replica: RedisServer;
  stop(): Promise<void>;
}

export const sentinelMaster = "m365-queue";
const password = "of-the-sentinels";

/** How our processes get into the sentinels. */
export const sentinelLogin = { REDIS_SENTINEL_USERNAME: "connector", REDIS_SENTINEL_PASSWORD: password };

const portOf = ({ connection }: RedisServer) => ("port" in connection ? connection.port : 0);

const startSentinel = (master: RedisServer) =>
  startRedis({
    args: ["--sentinel"],
    config: [
      `sentinel monitor ${sentinelMaster} 127.0.0.1 ${portOf(master)} 2`,
      `sentinel down-after-milliseconds ${sentinelMaster} 1000`,
      `sentinel failover-timeout ${sentinelMaster} 5000`,
      // Whoever has no password may ask whether it lives; ours may ask for the master; the sentinels trust each other.
      "user default on nopass -@all +info",
      `user connector on >${password} -@all +auth +client|setinfo +sentinel|get-master-addr-by-name +sentinel|sentinels`,
      `user sentinels on >${password} allchannels allkeys +@all`,
      "sentinel sentinel-user sentinels",
      `sentinel sentinel-pass ${password}`,
    ],
  });

/** Until a sentinel knows the replica and both of the others: before that it can't fail over. */
async function untilItKnowsAll(sentinel: RedisServer): Promise<void> {
  const asked = new Redis({ ...sentinel.connection, username: "sentinels", password, replyMapping: "legacy" });
  await until("the sentinels to know each other", async () => {
    const known = (await asked.call("SENTINEL", "MASTER", sentinelMaster)) as string[];
    const fieldOf = (name: string) => known[known.indexOf(name) + 1];
    return fieldOf("num-slaves") === "1" && fieldOf("num-other-sentinels") === "2" ? true : undefined;
  });
  asked.disconnect();
}

/** Starts it all on free ports. Not in a container, where servers have other addresses for each other. */
export async function startRedisSentinels(): Promise<RedisSentinels> {
  const master = await startRedis();
  const replica = await startRedis({ args: ["--replicaof", "127.0.0.1", String(portOf(master))] });
  const follower = new Redis({ ...replica.connection, replyMapping: "legacy" });
  await until("the replica to follow", async () =>
    (await follower.info("replication")).includes("master_link_status:up") ? true : undefined,
  );
  follower.disconnect();
  const sentinels = await Promise.all([startSentinel(master), startSentinel(master), startSentinel(master)]);
  await Promise.all(sentinels.map(untilItKnowsAll));
  return {
    list: sentinels.map(({ url }) => url.replace("redis://", "")).join(","),
    master,
    replica,
    stop: async () => void (await Promise.all([master, replica, ...sentinels].map((server) => server.stop()))),
  };
}
