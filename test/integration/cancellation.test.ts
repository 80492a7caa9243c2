import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { metricValue } from "#test/support/metric-values.ts";
import { promptMs } from "#test/support/prompt.ts";
import { postMessage, postToolCall, type RawEra, rawEras } from "#test/support/raw-mcp.ts";
import { answerMail, requestsForMail, untilMailIsAsked, untilMailIsGivenUp } from "#test/support/requests-for-mail.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";

let stack: Stack;
let redis: Redis;
let token: string;

beforeAll(async () => {
  stack = await startStack({ gateways: 2, workerEnvironment: { WORKER_CONCURRENCY: "1" } });
  redis = new Redis(stack.redis.connection);
  token = await stack.fake.control.mintToken();
});
afterEach(() => stack.fake.control.resetScript());
afterAll(async () => {
  redis.disconnect();
  await stack.stop();
});

const hangGraph = () => answerMail(stack.fake, { hang: true });
const waitingJobs = () => redis.zcard("{m365}:tool-calls-outlook:prioritized");
const jobKeys = async () => (await redis.keys("{m365}:tool-calls-outlook:*-*-*")).length;

const untilNoJobIsLeft = () => until("the job to be gone", async () => (await jobKeys()) === 0);

function startCall(era: RawEra, options: { id?: number; token?: string; headers?: Record<string, string> } = {}) {
  const client = new AbortController();
  const call = {
    url: stack.gateways[0].mcpUrl,
    token,
    tool: "outlook_email_search",
    signal: client.signal,
    ...options,
  };
  const answer = postToolCall(era, call).then((response) => response.text());
  answer.catch(() => undefined);
  return { answer, close: () => client.abort() };
}

describe.each(rawEras)("a client of the %s era that closes its connection", (era) => {
  test("aborts the running Graph request, and nothing of the call is left", async () => {
    await hangGraph();
    const call = startCall(era);
    await untilMailIsAsked(stack.fake);
    call.close();
    await untilMailIsGivenUp(stack.fake);
    await untilNoJobIsLeft();
  });

  test("takes a waiting job out of the queue, which then never reaches Graph", async () => {
    await hangGraph();
    const running = startCall(era);
    await untilMailIsAsked(stack.fake);
    const waiting = startCall(era);
    await until("the second job to wait", async () => (await waitingJobs()) === 1);
    waiting.close();
    await until("the waiting job to be gone", async () => (await waitingJobs()) === 0, promptMs);
    running.close();
    await untilNoJobIsLeft();
    expect(await requestsForMail(stack.fake)).toHaveLength(1);
  });
});

describe("notifications/cancelled of a 2025-era client", () => {
  const cancel = (rpcId: number, options: { by?: string; session?: string } = {}) =>
    postMessage(
      "legacy",
      { method: "notifications/cancelled", params: { requestId: rpcId, reason: "changed my mind" } },
      {
        // On the other gateway than the one that has the call.
        url: stack.gateways[1]?.mcpUrl ?? "",
        token: options.by ?? token,
        headers: options.session === undefined ? {} : { "mcp-session-id": options.session },
      },
    );

  test("stops the call, on whichever gateway it arrives", async () => {
    await hangGraph();
    const headers = { "mcp-session-id": randomUUID() };
    startCall("legacy", { id: 7, headers });
    await untilMailIsAsked(stack.fake);
    expect((await cancel(7, { session: headers["mcp-session-id"] })).status).toBe(202);
    await untilMailIsGivenUp(stack.fake);
    await untilNoJobIsLeft();
  });

  test("stops nobody else's call", async () => {
    await answerMail(stack.fake, { latencyMs: 600 });
    const [, other] = await membersWithMail(stack.fake);
    const stranger = await stack.fake.control.mintToken({ userId: other.id });
    const call = startCall("legacy", { id: 8 });
    await untilMailIsAsked(stack.fake);
    await cancel(8, { by: stranger });
    await cancel(8, { session: randomUUID() });
    await cancel(9);
    expect(await call.answer).toContain("moreResults");
  });

  test("is none once the call is answered: it is neither counted nor logged", async () => {
    const headers = { "mcp-session-id": randomUUID() };
    const outcomes = (outcome: string) =>
      metricValue(stack.gateways[0].opsUrl, "m365_tool_call_seconds_count", { tool: "outlook_email_search", outcome });
    const [ok, cancelled] = [await outcomes("ok"), await outcomes("cancelled")];
    expect(await startCall("legacy", { id: 10, headers }).answer).toContain("moreResults");
    const lines = stack.gateways.map(({ log }) => log.length);
    expect((await cancel(10, { session: headers["mcp-session-id"] })).status).toBe(202);
    // The next answer comes after whatever the message has led to.
    expect(await startCall("legacy", { id: 11, headers }).answer).toContain("moreResults");
    expect([await outcomes("ok"), await outcomes("cancelled")]).toEqual([ok + 2, cancelled]);
    const logged = stack.gateways.flatMap(({ log }, at) => log.slice(lines[at]));
    expect(logged.join("\n")).not.toContain("cancel");
  });

  test("stops no call when two in flight have the same name", async () => {
    await answerMail(stack.fake, { latencyMs: 3_000 }, 1);
    const calls = [startCall("legacy", { id: 5 }), startCall("legacy", { id: 5 })];
    await untilMailIsAsked(stack.fake);
    await until("both jobs", async () => (await jobKeys()) > 1);
    await cancel(5);
    for (const { answer } of calls) expect(await answer).toContain("moreResults");
  });
});

test("calls that wait for Microsoft leave the slot to another tenant, and end when their client goes", async () => {
  const [{ tenantId }] = await membersWithMail(stack.fake);
  const pause = { status: 429, headers: { "retry-after": "40" } };
  await stack.fake.control.addRule({ door: "graph", match: { tenantId }, response: pause });
  const [{ id: userId }] = await membersWithMail(stack.fake, 1);
  const waitingCalls = (count: number) =>
    until(`${count} calls to wait`, async () => {
      const found = await metricValue(stack.workers[0]?.opsUrl ?? "", "m365_worker_jobs_waiting", {
        workload: "outlook",
      });
      return found === count;
    });
  const waiting = [startCall("modern"), startCall("modern")];
  let isAnswered = false;
  for (const { answer } of waiting) {
    answer.then(
      () => {
        isAnswered = true;
      },
      () => undefined,
    );
  }
  await waitingCalls(2);
  const other = startCall("modern", { token: await stack.fake.control.mintToken({ userId }) });
  expect(await other.answer).toContain("moreResults");
  expect(isAnswered).toBe(false);
  for (const call of waiting) call.close();
  await waitingCalls(0);
  await untilNoJobIsLeft();
});

test("initialize gives every 2025-era client a session id of its own", async () => {
  const initialize = () =>
    postMessage(
      "legacy",
      {
        id: 1,
        method: "initialize",
        params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } },
      },
      { url: stack.gateways[0].mcpUrl, token },
    );
  const ids = await Promise.all([initialize(), initialize()]).then((all) =>
    all.map(({ headers }) => headers.get("mcp-session-id")),
  );
  expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(ids[0]).not.toBe(ids[1]);
});
