import { Redis } from "ioredis";
import { type RedisCertificates, redisTlsHost } from "./redis-certificates.ts";
import { hostAndPort } from "./redis-listening.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";
import { adminLogin, configuredForOperators, setUsers, usersOfServers, watcherLogin } from "./redis-users.ts";
import { until } from "./until.ts";

/** A master, its replica, and three sentinels that watch both. */
export type RedisSentinels = Awaited<ReturnType<typeof startRedisSentinels>>;

export const sentinelMaster = "m365-queue";
const password = "of-the-sentinels";
/** What our processes may do there, as docs/deploy/redis.md says. */
export const rightsOnSentinels =
  "+auth +client|setinfo +sentinel|get-master-addr-by-name +sentinel|sentinels +subscribe &+switch-master";

/** How our processes get into the sentinels. */
export const sentinelLogin = { REDIS_SENTINEL_USERNAME: "connector", REDIS_SENTINEL_PASSWORD: password };

interface SentinelOptions {
  /** All of them speak TLS only, and are announced by name. */
  tls?: RedisCertificates;
  /** The servers are as deploy/redis sets them up, and know its users and `adminLogin` only. */
  withUsers?: boolean;
}

function startServer({ tls, withUsers = false }: SentinelOptions, args: readonly string[]): Promise<RedisServer> {
  const own = withUsers ? [...configuredForOperators(), ...usersOfServers()] : [];
  if (tls !== undefined) own.push("--replica-announce-ip", redisTlsHost);
  return startRedis({ args: [...own, ...args], ...(tls && { tls }) });
}

const byName = [
  "sentinel resolve-hostnames yes",
  "sentinel announce-hostnames yes",
  `sentinel announce-ip ${redisTlsHost}`,
];

const startSentinel = (master: RedisServer, { tls, withUsers = false }: SentinelOptions) =>
  startRedis({
    args: ["--sentinel"],
    ...(tls && { tls }),
    config: [
      ...(tls === undefined ? [] : byName),
      `sentinel monitor ${sentinelMaster} ${hostAndPort(master).replace(":", " ")} 2`,
      `sentinel down-after-milliseconds ${sentinelMaster} 1000`,
      `sentinel failover-timeout ${sentinelMaster} 5000`,
      ...(withUsers ? [`sentinel auth-user ${sentinelMaster} ${watcherLogin.username}`] : []),
      ...(withUsers ? [`sentinel auth-pass ${sentinelMaster} ${watcherLogin.password}`] : []),
      // Whoever has no password may ask whether it lives; ours may ask for the master; the sentinels trust each other.
      "user default on nopass -@all +info",
      `user connector on >${password} -@all ${rightsOnSentinels}`,
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
    return fieldOf("num-slaves") === "1" && fieldOf("num-other-sentinels") === "2";
  });
  asked.disconnect();
}

/** Starts it all on free ports. Not in a container, where servers have other addresses for each other. */
export async function startRedisSentinels(options: SentinelOptions = {}) {
  const master = await startServer(options, []);
  const replica = await startServer(options, ["--replicaof", ...hostAndPort(master).split(":")]);
  const follower = new Redis({ ...replica.connection, ...(options.withUsers && adminLogin), replyMapping: "legacy" });
  await until("the replica to follow", async () =>
    (await follower.info("replication")).includes("master_link_status:up"),
  );
  follower.disconnect();
  if (options.withUsers) await Promise.all([master, replica].map(setUsersOf));
  const sentinels = await Promise.all(Array.from({ length: 3 }, () => startSentinel(master, options)));
  await Promise.all(sentinels.map(untilItKnowsAll));
  return {
    /** `host:port` of each sentinel, for REDIS_SENTINELS. */
    list: sentinels.map(hostAndPort).join(","),
    master,
    replica,
    stop: async () => void (await Promise.all([master, replica, ...sentinels].map((server) => server.stop()))),
  };
}

async function setUsersOf(server: RedisServer): Promise<void> {
  const admin = new Redis({ ...server.connection, ...adminLogin, replyMapping: "legacy" });
  await setUsers(admin);
  admin.disconnect();
}
