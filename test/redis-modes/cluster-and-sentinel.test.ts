// proves P12

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Cluster, Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fleetKey } from "#common/queue/protocol.ts";
import { askNodeWithKeys } from "#common/queue/redis.ts";
import { createClientCertificate, createTlsCertificate } from "#test/fake-tenant/tls-certificate.ts";
import { findValkey } from "#test/support/find-valkey.ts";
import { skipWhen } from "#test/support/loud-skip.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { type RedisClusterServers, startRedisCluster } from "#test/support/redis-cluster.ts";
import { expectCallsToWork, expectClusterToServe, startAsUsers } from "#test/support/redis-mode.ts";
import { connectAs, reachRedis } from "#test/support/redis-reach.ts";
import { type RedisServer, startRedis } from "#test/support/redis-server.ts";
import { configuredForOperators, passwords, setUsers } from "#test/support/redis-users.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { startTlsProxy } from "#test/support/tls-proxy.ts";
import { until } from "#test/support/until.ts";

const inContainer = process.env.TEST_REDIS === "container" ? "a container has no address that others know" : undefined;

describe("a Redis Cluster with our users", skipWhen(inContainer), () => {
  let cluster: RedisClusterServers;
  let stack: Stack;

  beforeAll(async () => {
    cluster = await startRedisCluster({ args: configuredForOperators() });
    for (const admin of cluster.admins) await setUsers(admin);
    stack = await startAsUsers({ REDIS_URL: "", REDIS_CLUSTER: cluster.list, REDIS_STRICT: "on" });
  });
  afterAll(async () => {
    await stack?.stop();
    await cluster?.stop();
  });

  test("serves every kind of call, refuses our processes nothing, and keeps nothing", () =>
    expectClusterToServe(stack, cluster));

  test("is asked for its time where our keys are, though they moved a moment ago", async () => {
    const login = { REDIS_USERNAME: "workers", REDIS_PASSWORD: passwords.workers };
    const connection = connectAs({ REDIS_CLUSTER: cluster.list, ...login }, () => undefined);
    if (!(connection instanceof Cluster)) throw new Error("these settings name a Cluster");
    await until("the connection", () => connection.status === "ready");
    const [formerOwner] = cluster.admins.filter(({ options }) => !cluster.owner.url.endsWith(`:${options.port}`));
    const slot = Number(await formerOwner?.cluster("KEYSLOT", fleetKey));
    connection.slots[slot] = [`127.0.0.1:${formerOwner?.options.port}`];
    const digits = expect.stringMatching(/^\d+$/);
    expect(await askNodeWithKeys(connection, (pipeline) => pipeline.time())).toEqual([digits, digits]);
    connection.disconnect();
  });

  test("lets no process start while any of its masters evicts, and names that one", async () => {
    const [other] = cluster.admins.filter(({ options }) => !cluster.owner.url.endsWith(`:${options.port}`));
    await other?.config("SET", "maxmemory-policy", "allkeys-lru");
    await expect(stack.startWorker()).rejects.toThrow(
      `127.0.0.1:${other?.options.port}: Redis must run with maxmemory-policy noeviction, it has allkeys-lru`,
    );
  });
});

const valkey = findValkey();
const noValkey = valkey === undefined ? "no valkey-server is on PATH or in .cache/valkey" : undefined;

describe("a Valkey with our users", skipWhen(inContainer ?? noValkey), () => {
  let server: RedisServer;
  let admin: Redis;
  let stack: Stack;

  beforeAll(async () => {
    server = await startRedis({ args: configuredForOperators(), ...(valkey !== undefined && { program: valkey }) });
    admin = new Redis(server.url, { replyMapping: "legacy" });
    await setUsers(admin);
    stack = await startAsUsers({ REDIS_URL: server.url, REDIS_STRICT: "on" });
  });
  afterAll(async () => {
    admin?.disconnect();
    await stack?.stop();
    await server?.stop();
  });

  test("serves every kind of call, refuses our processes nothing, and keeps nothing", async () => {
    expect(await admin.info("server")).toContain("valkey_version:");
    await expectCallsToWork(stack, () => admin.keys("*"));
    expect(await admin.acl("LOG")).toEqual([]);
  });
});

describe("a Redis behind TLS that asks for a client certificate", () => {
  const folder = ownFolder();
  let server: RedisServer;
  let proxy: Awaited<ReturnType<typeof startTlsProxy>>;
  let settings: { REDIS_URL: string; REDIS_CA_PATH: string; REDIS_CLIENT_CERTIFICATE_PATH: string };

  beforeAll(async () => {
    const [authority, client] = await Promise.all([createTlsCertificate("localhost"), createClientCertificate()]);
    server = await startRedis();
    if ("path" in server.connection) throw new Error("it listens on TCP");
    proxy = await startTlsProxy({ target: server.connection, ...authority, clientAuthority: client.certificatePem });
    settings = {
      REDIS_URL: `rediss://localhost:${proxy.port}`,
      REDIS_CA_PATH: join(folder, "ca.pem"),
      REDIS_CLIENT_CERTIFICATE_PATH: join(folder, "client.pem"),
    };
    await writeFile(settings.REDIS_CA_PATH, authority.cert);
    await writeFile(settings.REDIS_CLIENT_CERTIFICATE_PATH, `${client.privateKeyPem}\n${client.certificatePem}`);
  });
  afterAll(async () => {
    await proxy?.close();
    await server?.stop();
  });

  test("serves every kind of call, and keeps nothing", async () => {
    const stack = await startStack({ gatewayEnvironment: settings, workerEnvironment: settings });
    const admin = new Redis(server.connection);
    await expectCallsToWork(stack, () => admin.keys("*"));
    admin.disconnect();
    await stack.stop();
  });

  test("is not spoken to when its certificate comes from nobody we trust", async () => {
    const { REDIS_CA_PATH: _ca, ...others } = settings;
    expect(await reachRedis(others)).toMatch(/Redis can't be reached/);
    expect(await reachRedis(others)).toMatch(/"errorCode":"(DEPTH_ZERO_)?SELF_SIGNED_CERT/);
  });

  test("lets nobody in without a certificate", async () => {
    const { REDIS_CLIENT_CERTIFICATE_PATH: _own, ...others } = settings;
    expect(await reachRedis(others)).toMatch(/Redis can't be reached/);
  });
});
