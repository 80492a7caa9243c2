// proves P12

import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { skipWhen } from "#test/support/loud-skip.ts";
import { postToolCall } from "#test/support/raw-mcp.ts";
import { createRedisCertificates, type RedisCertificates } from "#test/support/redis-certificates.ts";
import { type RedisClusterServers, startRedisCluster } from "#test/support/redis-cluster.ts";
import { expectCallsToWork, expectClusterToServe, startAsUsers } from "#test/support/redis-mode.ts";
import { reachRedis } from "#test/support/redis-reach.ts";
import {
  type RedisSentinels,
  sentinelLogin,
  sentinelMaster,
  startRedisSentinels,
} from "#test/support/redis-sentinel.ts";
import type { RedisServer } from "#test/support/redis-server.ts";
import { adminLogin, configuredForOperators, passwords, setUsers } from "#test/support/redis-users.ts";
import { findRedisWithTls } from "#test/support/redis-with-tls.ts";
import type { Environment } from "#test/support/service-settings.ts";
import type { Stack } from "#test/support/stack.ts";
import { until } from "#test/support/until.ts";

async function whyNot(): Promise<string | undefined> {
  if (process.env.TEST_REDIS === "container") return "a container has no address that others know";
  return (await findRedisWithTls()) === undefined ? "no redis-server here was built with TLS" : undefined;
}
const problem = await whyNot();

/** As the gateway; startAsUsers has the workers use a login of their own. */
const byTls = ({ caPath, clientPath }: RedisCertificates) => ({
  REDIS_TLS: "on",
  REDIS_CA_PATH: caPath,
  REDIS_CLIENT_CERTIFICATE_PATH: clientPath,
  REDIS_USERNAME: "gateway",
  REDIS_PASSWORD: passwords.gateway,
});

/**
 * Whoever trusts another authority, has no certificate, or one of another authority, is refused with the reason; valid
 * clients connect.
 */
async function expectOnlyOursToGetIn(settings: Environment, others: RedisCertificates): Promise<void> {
  const reach = (other: Environment) => reachRedis({ ...settings, ...other }, /TLS to Redis fails/);
  const { REDIS_CLIENT_CERTIFICATE_PATH: _own, ...without } = settings;
  expect(await reachRedis(settings)).toBe("ready");
  expect(await reachRedis({ ...settings, REDIS_CA_PATH: others.caPath })).toContain("Redis can't be reached");
  expect(await reach({ REDIS_CA_PATH: others.caPath })).toContain("no authority that is trusted: REDIS_CA_PATH");
  const wantsAnother = "takes none or not this one: REDIS_CLIENT_CERTIFICATE_PATH";
  expect(await reachRedis(without, /TLS to Redis fails/)).toContain(wantsAnother);
  expect(await reach({ REDIS_CLIENT_CERTIFICATE_PATH: others.clientPath })).toContain(wantsAnother);
}

let certificates: RedisCertificates;
let others: RedisCertificates;
beforeAll(async () => {
  [certificates, others] = await Promise.all([createRedisCertificates(), createRedisCertificates()]);
});
afterAll(() => Promise.all([certificates.remove(), others.remove()]));

describe("sentinels and servers that speak TLS only and are known by name, with our users", skipWhen(problem), () => {
  let sentinels: RedisSentinels;
  let settings: Environment;
  let stack: Stack;
  const admins: Redis[] = [];

  function adminOf(server: RedisServer): Redis {
    const admin = new Redis({ ...server.connection, ...adminLogin, replyMapping: "legacy" });
    admin.on("error", () => undefined); // of the master that is killed
    admins.push(admin);
    return admin;
  }

  beforeAll(async () => {
    sentinels = await startRedisSentinels({ tls: certificates, withUsers: true });
    const which = { REDIS_SENTINELS: sentinels.list, REDIS_SENTINEL_MASTER: sentinelMaster, ...sentinelLogin };
    settings = { ...which, ...byTls(certificates) };
    stack = await startAsUsers({ ...settings, REDIS_URL: "", REDIS_STRICT: "on" });
  });
  afterAll(async () => {
    for (const admin of admins) admin.disconnect();
    await stack?.stop();
    await sentinels?.stop();
  });

  test("serve every kind of call, refuse our processes nothing, and keep nothing", async () => {
    const master = adminOf(sentinels.master);
    await expectCallsToWork(stack, () => master.keys("*"));
    expect(await master.acl("LOG")).toEqual([]);
  });

  test("speak with nobody who does not trust them, or whom they don't trust", async () => {
    await expectOnlyOursToGetIn(settings, others);
  });

  test("fail over: the new master serves, and refuses our processes nothing", async () => {
    const promoted = adminOf(sentinels.replica);
    const token = await stack.fake.control.mintToken();
    const call = { url: stack.gateways[0].mcpUrl, token, tool: "outlook_email_search" };
    const search = async () => (await postToolCall("modern", call)).text();
    await sentinels.master.kill();
    const isServed = async () => (await search()).includes("moreResults");
    // Usually 4 s. On a busy machine a call waits as long as calls may, and a failed election is repeated after 10 s.
    await until("a call to be answered with mail", isServed, 60_000);
    expect(await promoted.info("replication")).toContain("role:master");
    expect(await promoted.acl("LOG")).toEqual([]);
  });
});

describe("a Cluster that speaks TLS only and announces names, with our users", skipWhen(problem), () => {
  let cluster: RedisClusterServers;
  let settings: Environment;
  let stack: Stack;

  beforeAll(async () => {
    cluster = await startRedisCluster({ args: configuredForOperators(), tls: certificates });
    for (const admin of cluster.admins) await setUsers(admin);
    settings = { REDIS_CLUSTER: cluster.list, ...byTls(certificates) };
    stack = await startAsUsers({ ...settings, REDIS_URL: "", REDIS_STRICT: "on" });
  });
  afterAll(async () => {
    await stack?.stop();
    await cluster?.stop();
  });

  test("serves every kind of call, refuses our processes nothing, and keeps nothing", () =>
    expectClusterToServe(stack, cluster));

  test("speaks with nobody who does not trust it, or whom it does not trust", async () => {
    await expectOnlyOursToGetIn(settings, others);
  });

  test("is not waited for in silence when it announces addresses that its certificates don't name", async () => {
    for (const admin of cluster.admins) await admin.config("SET", "cluster-preferred-endpoint-type", "ip");
    expect(await reachRedis(settings)).toMatch(/ERR_TLS_CERT_ALTNAME_INVALID.*Redis can't be reached/);
  });
});
