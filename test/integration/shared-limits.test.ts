import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { DirectoryTenant } from "#test/fake-tenant/control/control-types.ts";
import type { LoggedRequest } from "#test/fake-tenant/world/request-log.ts";
import { metricValue } from "#test/support/metric-values.ts";
import { type NetworkLink, startNetworkLink } from "#test/support/network-link.ts";
import { hitsIn, postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { startRedis } from "#test/support/redis-server.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { membersWithMail, personNamed } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";

/** Within what one person may have running. */
const callersAtOnce = 16;

let stack: Stack;
let redis: Redis;
/** Between the workers and Redis. */
let link: NetworkLink;

beforeAll(async () => {
  const server = await startRedis();
  if (!("port" in server.connection)) throw new Error("Redis listens on TCP");
  link = await startNetworkLink(server.connection);
  stack = await startStack({
    workers: 2,
    redis: server,
    fake: "process",
    workerEnvironment: { REDIS_URL: `redis://127.0.0.1:${link.port}` },
  });
  redis = new Redis(server.connection);
});
beforeEach(() => stack.fake.control.resetScript());
afterAll(async () => {
  redis.disconnect();
  await stack.stop();
  await link.close();
});

async function search(token: string, args: Record<string, unknown> = {}) {
  const call = { url: stack.gateways[0].mcpUrl, token, tool: "outlook_email_search", args };
  return (await readRpcAnswer(await postToolCall("modern", call))).result;
}

const tokenOf = (userId: string) => stack.fake.control.mintToken({ userId });
const refused = (code: string) => ({
  isError: true,
  _meta: { "m365-connector/error": { code, retryAfterSeconds: expect.any(Number) } },
});

/** How long a worker waits for Redis before it decides alone. */
const redisLimitMs = 250;

/** Asks Redis by way of the link, again and again; tells the slowest answer in the end. */
function watchLink(): () => Promise<number> {
  const asking = new Redis({ host: "127.0.0.1", port: link.port });
  asking.on("error", () => undefined);
  onTestFinished(() => asking.disconnect());
  let slowestMs = 0;
  let isOver = false;
  const watched = (async () => {
    while (!isOver) {
      const sinceMs = performance.now();
      await asking.ping().catch(() => {
        isOver = true;
      });
      slowestMs = Math.max(slowestMs, performance.now() - sinceMs);
    }
  })();
  return async () => {
    isOver = true;
    await watched;
    return slowestMs;
  };
}

/** How much a metric has grown since then, worker by worker. */
async function growth(metric: string, labels: Record<string, string> = {}): Promise<() => Promise<number[]>> {
  const read = () => Promise.all(stack.workers.map(({ opsUrl }) => metricValue(opsUrl, metric, labels)));
  const before = await read();
  return async () => (await read()).map((value, index) => value - (before[index] ?? 0));
}
const mailServed = () => growth("m365_graph_request_seconds_count", { workload: "outlook", status: "2xx" });
const isInBoth = (counts: readonly number[]) => counts.every((count) => count > 0);

const pauseIsKept = () => until("the pause in Redis", async () => (await redis.keys("{m365}:cooldown:*")).length > 0);

/** The mails after the only request that was refused, which must have been the first; and how long they kept away. */
function afterRefusal(requests: readonly LoggedRequest[]): { count: number; pausedMs: number } {
  const [first, ...later] = requests.filter(({ path }) => path.startsWith("/v1.0/me/messages"));
  expect([first, ...later].filter((request) => request?.status !== 200)).toEqual([first]);
  return { count: later.length, pausedMs: Math.min(...later.map(({ at }) => at)) - (first?.at ?? 0) };
}

test("two workers together never ask more of one mailbox than Outlook serves, and answer every call", async ({
  skip,
}) => {
  const { control } = stack.fake;
  const everybody = async (alias: string, call: (token: string) => Promise<unknown[]>) => {
    const token = await tokenOf((await personNamed(stack.fake, alias)).id);
    return await Promise.all(Array.from({ length: callersAtOnce }, () => call(token)));
  };
  // A process that is new is so slow that it may have to decide without Redis.
  await control.setBehaviour({ mailboxConcurrencyLimit: null });
  await everybody("kenji.tanaka", async (token) => [await search(token), await search(token)]);
  await control.resetStats();
  // Requests overlap; and a place that is free is known a little later, for on a busy machine the fake counts ends
  // late.
  await control.setBehaviour({ mailboxConcurrencyLimit: 4, graphLatencyMs: 20 });
  link.setWeather({ delayMs: 30 });

  const slowest = watchLink();
  const served = await mailServed();
  const answers = await everybody("hana.mori", async (token) => [
    await search(token),
    await search(token, { folderName: "Inbox" }),
    await search(token),
  ]);
  const slowestMs = Math.round(await slowest());
  link.setWeather({});
  for (const answer of answers.flat()) expect(answer).not.toHaveProperty("isError");
  expect(await served()).toSatisfy(isInBoth);
  const { requests, peakMailboxConcurrency } = await control.stats();
  const tooMany = requests.filter(({ status }) => status === 429);
  // The link is in this process: on a machine without a processor to spare, Redis is as good as down.
  if (tooMany.length > 0 && slowestMs > redisLimitMs) skip(`Redis answered after ${slowestMs} ms on this busy machine`);
  expect(tooMany).toEqual([]);
  expect(requests.filter(({ door }) => door === "graph").length).toBeGreaterThanOrEqual(3 * callersAtOnce);
  expect(peakMailboxConcurrency).toBeGreaterThan(1);
});

test("a Retry-After that one worker meets is kept by the other: nobody asks that mailbox until its end", async () => {
  const { control } = stack.fake;
  const { id: userId } = await personNamed(stack.fake, "kenji.tanaka");
  const token = await tokenOf(userId);
  const response = { status: 429, headers: { "retry-after": "8" } };
  await control.addRule({ door: "graph", match: { userId, pathPattern: "messages" }, times: 1, response });
  const [served, met, held] = await Promise.all([
    mailServed(),
    growth("m365_graph_retry_after_seconds_count"),
    growth("m365_graph_held_seconds_count", { workload: "outlook", reason: "pause" }),
  ]);
  const calls = [search(token)];
  await pauseIsKept();
  const other = (await met()).indexOf(0);
  expect((await met())[1 - other]).toBe(1);
  await until("a call that the other worker holds back", async () => {
    if (calls.length < callersAtOnce) calls.push(search(token));
    return ((await held())[other] ?? 0) > 0;
  });
  for (const answer of await Promise.all(calls)) expect(hitsIn(answer)).toBeDefined();
  expect(await served()).toSatisfy(isInBoth);
  const asked = (await control.stats()).requests.filter((request) => request.door === "graph");
  const { count, pausedMs } = afterRefusal(asked);
  expect(count).toBeGreaterThanOrEqual(calls.length);
  expect(pausedMs).toBeGreaterThanOrEqual(8_000);
});

describe("a limit of Entra", () => {
  const asks = async ({ id }: { id: string }) => search(await tokenOf(id));
  /** Another sign-in each time, for which no worker has a token. */
  const refusedInBoth = async (person: { id: string }) => {
    const exchanging = await growth("m365_obo_cache_total", { result: "miss" });
    await until("a call that needs an exchange in both workers", async () => {
      expect(await asks(person)).toMatchObject(refused("rate_limited"));
      return isInBoth(await exchanging());
    });
  };
  const answers429 = (tenantId: string, times: number) => {
    const response = { status: 429, headers: { "retry-after": "60" } };
    return stack.fake.control.addRule({ door: "entra", match: { grant: "obo", tenantId }, times, response });
  };
  const statusesOf = async (tenantId: string) => {
    const { requests } = await stack.fake.control.stats();
    return requests
      .filter(({ grant, ...one }) => grant === "obo" && one.tenantId === tenantId)
      .map(({ status }) => status);
  };
  /** Each test has a tenant of its own: what Entra asks of it lasts longer. */
  let tenants: DirectoryTenant[];
  beforeAll(async () => {
    tenants = await stack.fake.control.populate({ tenants: 2, usersPerTenant: 4 });
  });
  function nextTenant() {
    const tenant = tenants.shift();
    const [one, two, three, four] = tenant?.users ?? [];
    if (!tenant || !one || !two || !three || !four) throw new Error("there is no tenant of four people");
    return { tenantId: tenant.id, people: [one, two, three, four] as const };
  }

  test("holds one person back in both workers, and nobody else", async () => {
    const { tenantId, people } = nextTenant();
    await answers429(tenantId, 1);
    await refusedInBoth(people[0]);
    expect(hitsIn(await asks(people[1]))).toBeDefined();
    expect(await statusesOf(tenantId)).toEqual([429, 200]);
  });

  test("that three persons met within seconds holds their tenant back in both workers, and no other", async () => {
    const { tenantId, people } = nextTenant();
    const [one, two, three, colleague] = people;
    await answers429(tenantId, 3);
    for (const answer of await Promise.all([one, two, three].map(asks)))
      expect(answer).toMatchObject(refused("rate_limited"));
    await refusedInBoth(colleague);
    const [stranger] = await membersWithMail(stack.fake, 1);
    expect(hitsIn(await asks(stranger))).toBeDefined();
    expect(await statusesOf(tenantId)).toEqual([429, 429, 429]);
  });
});
