// proves P12

import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkRedis } from "#common/queue/redis-health.ts";
import { metricValue } from "#test/support/metric-values.ts";
import { postToolCall } from "#test/support/raw-mcp.ts";
import { type RedisServer, startRedis } from "#test/support/redis-server.ts";
import { configuredForOperators, passwords, type RedisUser, setUsers } from "#test/support/redis-users.ts";
import { answerMail, untilMailIsAsked, untilMailIsGivenUp } from "#test/support/requests-for-mail.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";

let redis: RedisServer;
let admin: Redis;
let stack: Stack;
const connections: Redis[] = [];

const urlOf = (user: RedisUser) =>
  redis.url.replace("redis://", `redis://${user}:${encodeURIComponent(passwords[user])}@`);

function connectAs(user: RedisUser): Redis {
  const connection = new Redis(urlOf(user), { replyMapping: "legacy" });
  connections.push(connection);
  return connection;
}

beforeAll(async () => {
  redis = await startRedis({ args: configuredForOperators() });
  admin = new Redis(redis.url, { replyMapping: "legacy" });
  await setUsers(admin);
  const strict = { REDIS_STRICT: "on" };
  stack = await startStack({
    gatewayEnvironment: { ...strict, REDIS_URL: urlOf("gateway") },
    workerEnvironment: { ...strict, REDIS_URL: urlOf("workers") },
  });
});
afterAll(async () => {
  for (const connection of [...connections, admin]) connection.disconnect();
  await stack.stop();
  await redis.stop();
});

describe("Redis as deploy/redis sets it up", () => {
  test("allows our processes all they need: calls that work, are cancelled, throttled or need a sign-in", async () => {
    const { control } = stack.fake;
    const [user] = await membersWithMail(stack.fake);
    const token = await control.mintToken({ userId: user.id });
    const search = { url: stack.gateways[0].mcpUrl, token, tool: "outlook_email_search" };

    expect(await (await postToolCall("modern", search)).text()).toContain("moreResults");
    await control.resetStats();
    await answerMail(stack.fake, { hang: true });
    const client = new AbortController();
    const givenUp = postToolCall("modern", { ...search, signal: client.signal }).catch(() => undefined);
    await untilMailIsAsked(stack.fake);
    client.abort();
    await givenUp;
    await untilMailIsGivenUp(stack.fake);

    await control.resetScript();
    const error = { code: "ErrorAccessDenied", message: "Access is denied." };
    await answerMail(stack.fake, { status: 403, body: { error } });
    expect(await (await postToolCall("modern", search)).text()).toContain("forbidden: ");
    const [afresh = "", ...more] = await admin.keys("{m365}:afresh:*");
    expect({ more, value: await admin.get(afresh) }).toEqual({ more: [], value: "" });
    expect(await admin.ttl(afresh)).toBeGreaterThan(50);

    await control.resetScript();
    await answerMail(stack.fake, { status: 429, headers: { "retry-after": "60" } });
    expect(await (await postToolCall("modern", search)).text()).toContain("Try again in");
    expect(await admin.keys("{m365}:cooldown:*")).toHaveLength(1);

    await control.resetScript();
    await control.addRule({ door: "entra", match: { grant: "obo" }, response: { aadsts: 50_076 } });
    const signedInAnew = { ...search, token: await control.mintToken({ userId: user?.id ?? "" }) };
    expect((await postToolCall("modern", signedInAnew)).status).toBe(401);
    const [challenged = "", ...others] = await admin.keys("{m365}:challenged:*");
    expect({ others, value: await admin.get(challenged) }).toEqual({ others: [], value: "" });
    expect(await admin.ttl(challenged)).toBeGreaterThan(590);
    expect(await admin.acl("LOG")).toEqual([]);
  });

  test("shows our processes how full and how quick it is, and they show it to Prometheus", async () => {
    const [gateway, worker] = [stack.gateways[0].opsUrl, stack.workers[0]?.opsUrl ?? ""];
    for (const opsUrl of [gateway, worker])
      expect(await metricValue(opsUrl, "m365_redis_round_trip_seconds_count")).toBeGreaterThan(0);
    const memory = (kind: string) => metricValue(worker, "m365_redis_memory_bytes", { kind });
    const [, limit] = (await admin.config("GET", "maxmemory")) as string[];
    expect(await memory("limit")).toBe(Number(limit));
    expect(await memory("used")).toBeGreaterThan(500_000);
    expect(await metricValue(worker, "m365_redis_clients")).toBeGreaterThan(2);
  });

  test.each(["gateway", "workers"] as const)("shows the %s that nothing is kept and nothing evicted", async (user) => {
    expect(await checkRedis(connectAs(user), true)).toEqual({ problems: [], warnings: [] });
  });

  test.each(["gateway", "workers"] as const)("lets the %s look at nothing else and change nothing", async (user) => {
    const connection = connectAs(user);
    const forbidden = [
      ["CONFIG", "SET", "save", "1 1"],
      ["KEYS", "*"],
      ["SCAN", "0"],
      ["RANDOMKEY"],
      ["MONITOR"],
      ["FLUSHALL"],
      ["SHUTDOWN", "NOSAVE"],
      ["ACL", "LIST"],
      ["CLIENT", "LIST"],
      ["SLOWLOG", "GET"],
      ["GET", "another"],
      ["SET", "another", "1"],
      ["SSUBSCRIBE", "{m365}:another"],
      ["PSUBSCRIBE", "*"],
    ] as const;
    for (const [command, ...args] of forbidden) {
      await expect(connection.call(command, ...args), `${command} ${args.join(" ")}`).rejects.toThrow("NOPERM");
    }
  });

  test("lets a worker write answers and read none", async () => {
    const worker = connectAs("workers");
    await expect(worker.xrange("{m365}:replies:someone", "-", "+")).rejects.toThrow("NOPERM");
  });

  test("lets an operator look around and change settings, but not read keys or make a user or a file", async () => {
    const operator = connectAs("operator");
    expect(await operator.call("CONFIG", "SET", "maxmemory", "600mb")).toBe("OK");
    for (const command of ["INFO", "CLIENT LIST", "ACL LOG", "CONFIG GET maxmemory"]) {
      const [name = "", ...args] = command.split(" ");
      await operator.call(name, ...args);
    }
    const forbidden = [
      ["GET", "{m365}:workers"],
      ["KEYS", "*"],
      ["FLUSHALL"],
      ["ACL", "SETUSER", "x"],
      ["CONFIG", "REWRITE"],
      ["MONITOR"],
      ["SAVE"],
      ["SUBSCRIBE", "{m365}:over"],
    ] as const;
    for (const [command, ...args] of forbidden)
      await expect(operator.call(command, ...args), `${command} ${args.join(" ")}`).rejects.toThrow("NOPERM");
    await expect(operator.call("CONFIG", "SET", "dir", "/tmp")).rejects.toThrow("protected");
  });

  test("knows nobody without a password", async () => {
    const nobody = new Redis(redis.url, { lazyConnect: true, replyMapping: "legacy", retryStrategy: () => null });
    connections.push(nobody);
    nobody.on("error", () => undefined);
    await expect(nobody.connect().then(() => nobody.call("GET", "x"))).rejects.toThrow();
  });
});
