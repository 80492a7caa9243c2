import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { skipWhen } from "#test/support/loud-skip.ts";
import { type RedisClusterServers, startRedisCluster } from "#test/support/redis-cluster.ts";
import { expectCallsToWork } from "#test/support/redis-mode.ts";
import { configuredForOperators, passwords, setUsers } from "#test/support/redis-users.ts";
import { type Stack, startStack } from "#test/support/stack.ts";

const inContainer = process.env.TEST_REDIS === "container" ? "a container has no address that others know" : undefined;

describe("a Redis Cluster with our users", skipWhen(inContainer), () => {
  let cluster: RedisClusterServers;
  let stack: Stack;

  beforeAll(async () => {
    cluster = await startRedisCluster({ args: configuredForOperators() });
    for (const admin of cluster.admins) await setUsers(admin);
    const settings = { REDIS_URL: "", REDIS_CLUSTER: cluster.list, REDIS_STRICT: "on" };
    stack = await startStack({
      gatewayEnvironment: { ...settings, REDIS_USERNAME: "gateway", REDIS_PASSWORD: passwords.gateway },
      workerEnvironment: { ...settings, REDIS_USERNAME: "workers", REDIS_PASSWORD: passwords.workers },
    });
  });
  afterAll(async () => {
    await stack?.stop();
    await cluster?.stop();
  });

  test("serves every kind of call, refuses our processes nothing, and keeps nothing", async () => {
    const keys = async () => (await Promise.all(cluster.admins.map((admin) => admin.keys("*")))).flat();
    await expectCallsToWork(stack, keys);
    for (const admin of cluster.admins) expect(await admin.acl("LOG")).toEqual([]);
  });
});
