import { afterAll, beforeAll, expect, test } from "vitest";
import { postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { until } from "#test/support/until.ts";

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({
    workers: 0,
    gatewayEnvironment: { QUEUE_WAIT_MS: "8000", CALL_TIMEOUT_MS: "20000" },
    workerEnvironment: { WORKER_CONCURRENCY: "1" },
  });
});
afterAll(() => stack.stop());

const search = async (userId: string) => {
  const token = await stack.fake.control.mintToken({ userId });
  const call = { url: stack.gateways[0].mcpUrl, token, tool: "outlook_email_search" };
  return { answer: postToolCall("modern", call).then(readRpcAnswer) };
};

const graphAsked = (times: number) =>
  until("Graph to be asked", async () =>
    (await stack.fake.control.stats()).requests.filter(({ path }) => path.includes("messages")).length >= times
      ? true
      : undefined,
  );

test("a call that a killed worker had started may wait longer than QUEUE_WAIT_MS for a free one", async () => {
  const { control } = stack.fake;
  const [tenant] = await control.populate({ tenants: 1, usersPerTenant: 2 });
  const [first, second] = tenant?.users ?? [];
  const doomed = await stack.startWorker();
  await control.addRule({ door: "graph", match: { pathPattern: "messages" }, times: 1, response: { hang: true } });
  const taken = await search(first?.id ?? "");
  await graphAsked(1);
  doomed.kill("SIGKILL");
  await doomed.ended;
  const busyMs = 10_000;
  await control.addRule({
    door: "graph",
    match: { pathPattern: "messages" },
    times: 1,
    response: { latencyMs: busyMs - 500 },
  });
  const other = await search(second?.id ?? "");
  await stack.startWorker();
  expect((await other.answer).result?.structuredContent).toBeDefined();
  expect((await taken.answer).result?.structuredContent).toBeDefined();
});
